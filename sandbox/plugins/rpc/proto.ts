/**
 * Pulumi's protocol stubs, as its own SDK ships them. They are CommonJS built on google-protobuf 3, so that only their default
 * export can be imported; this file is the one place that knows.
 */

import analyzerServiceStubs from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerStubs from "@pulumi/pulumi/proto/analyzer_pb.js";
import engineServiceStubs from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineStubs from "@pulumi/pulumi/proto/engine_pb.js";
import languageServiceStubs from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageStubs from "@pulumi/pulumi/proto/language_pb.js";
import pluginStubs from "@pulumi/pulumi/proto/plugin_pb.js";
import providerServiceStubs from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerStubs from "@pulumi/pulumi/proto/provider_pb.js";
import emptyStubs from "google-protobuf/google/protobuf/empty_pb.js";
import structStubs from "google-protobuf/google/protobuf/struct_pb.js";

export const { Empty } = emptyStubs;
export const { Struct } = structStubs;
export const { PluginInfo } = pluginStubs;
export const { AnalyzerService, AnalyzerClient } = analyzerServiceStubs;
export const { EngineClient, EngineService } = engineServiceStubs;
export const { ResourceProviderService, ResourceProviderClient } = providerServiceStubs;
export const { LanguageRuntimeService, LanguageRuntimeClient } = languageServiceStubs;
export { analyzerStubs as analyzer, engineStubs as engine, languageStubs as language, providerStubs as provider };
