module holdfast/sandbox/toolchain/pause

go 1.26
