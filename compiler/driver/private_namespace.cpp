#include "compiler/driver/private_namespace.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>

#include "compiler/support/descriptor.h"

namespace sgc::driver {
namespace {

constexpr const char* kBpfFolder = "/sys/fs/bpf";
constexpr unsigned kPrivateMode = 0700;

std::string failed(const char* what) {
  return std::string(what) + ": " + errno_text(errno);
}

}  // namespace

std::optional<std::string> enter_private_namespace() {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return failed("no namespace of its own");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return failed("no mounts of its own");
  return std::nullopt;
}

std::optional<std::string> mount_private_folders() {
  if (::mount("tmpfs", kBpfFolder, "tmpfs", 0, "mode=0700") != 0) return failed("no folder of its own");
  if (::mkdir(kPrivateFolder, kPrivateMode) != 0 || ::mkdir(kPrivatePins, kPrivateMode) != 0)
    return failed("no folder of its own");
  if (::mount("bpf", kPrivatePins, "bpf", 0, "mode=0700") != 0) return failed("no BPF file system");
  return std::nullopt;
}

}  // namespace sgc::driver
