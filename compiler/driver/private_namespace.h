// A network of one's own to try things in: what is loaded there touches nothing of this machine's, and is
// gone when the process ends.
#pragma once

#include <optional>
#include <string>

namespace sgc::driver {

// Where programs can be pinned and files put, seen by this process alone.
constexpr const char* kPrivateFolder = "/sys/fs/bpf/files";
constexpr const char* kPrivatePins = "/sys/fs/bpf/pins";

// Moves this process, and the programs that it runs from now on, into a network and mount namespace of its
// own. Needs root. Returns why it did not work; then some of it may have happened.
std::optional<std::string> enter_private_namespace();

// Mounts the private folders; what needs no BPF does not need them.
std::optional<std::string> mount_private_folders();

}  // namespace sgc::driver
