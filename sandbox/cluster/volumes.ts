/**
 * Volumes for claims, as clouds have them: each claim of the sandbox's storage class gets a folder of the sandbox's state, and
 * when the claim is gone so is the folder. What `npm run stop` leaves, the next start finds.
 */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { reasonOf } from "../problem.ts";
import type { Api } from "./api.ts";
import { NODE_NAME } from "./plan.ts";

const CLASS = "sandbox";
const PROVISIONER = "holdfast/sandbox";
const LOOK_EVERY_MS = 1_000;

/** The class that claims have which name none. */
export const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: CLASS, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: PROVISIONER,
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

export type Claim = {
  metadata: { name: string; namespace: string; uid: string };
  spec: { storageClassName?: string; volumeName?: string; accessModes: string[]; resources: { requests: object } };
};
export type Volume = {
  metadata: { name: string; deletionTimestamp?: string };
  spec: { storageClassName?: string };
  status?: { phase?: string };
};

/** What is to be made, and which folders nobody claims any longer. */
export function volumeChanges(claims: Claim[], volumes: Volume[]): { missing: Claim[]; released: Volume[] } {
  const names = new Set(volumes.map(({ metadata }) => metadata.name));
  return {
    missing: claims.filter(
      (claim) => claim.spec.storageClassName === CLASS && !claim.spec.volumeName && !names.has(nameFor(claim)),
    ),
    released: volumes.filter(
      ({ metadata, spec, status }) =>
        spec.storageClassName === CLASS && status?.phase === "Released" && !metadata.deletionTimestamp,
    ),
  };
}

const nameFor = ({ metadata }: Claim) => `pvc-${metadata.uid}`;

/** A volume for one claim alone, in a folder of the only node. */
export function volumeFor(claim: Claim, home: string): object {
  const { name, namespace, uid } = claim.metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    // Without the annotation the volume controller would try to delete it itself, and fail.
    metadata: { name: nameFor(claim), annotations: { "pv.kubernetes.io/provisioned-by": PROVISIONER } },
    spec: {
      storageClassName: CLASS,
      persistentVolumeReclaimPolicy: "Delete",
      capacity: claim.spec.resources.requests,
      accessModes: claim.spec.accessModes,
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
      local: { path: path.join(home, nameFor(claim)) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [NODE_NAME] }] },
          ],
        },
      },
    },
  };
}

/** Never ends; what fails is tried again at the next look. */
export async function provideVolumes(api: Api, home: string): Promise<never> {
  for (;;) {
    await lookOnce(api, home).catch((error) => process.stderr.write(`volumes: ${reasonOf(error)}\n`));
    await delay(LOOK_EVERY_MS);
  }
}

async function lookOnce(api: Api, home: string): Promise<void> {
  const volumesPath = "/api/v1/persistentvolumes";
  const claims = await api<{ items: Claim[] }>("GET", "/api/v1/persistentvolumeclaims");
  const volumes = await api<{ items: Volume[] }>("GET", volumesPath);
  const { missing, released } = volumeChanges(claims.items, volumes.items);
  for (const claim of missing) {
    const folder = path.join(home, nameFor(claim));
    mkdirSync(folder, { recursive: true });
    // Pods run as whoever they like; the kubelet gives the folder to their group.
    chmodSync(folder, 0o777);
    await api("POST", volumesPath, volumeFor(claim, home));
  }
  for (const { metadata } of released) {
    await api("DELETE", `${volumesPath}/${metadata.name}`);
    rmSync(path.join(home, metadata.name), { recursive: true, force: true });
  }
}
