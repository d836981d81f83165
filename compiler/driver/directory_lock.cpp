#include "compiler/driver/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace sgc::driver {
namespace {

// 0, or the errno with which the system refused.
int lock(int descriptor, int operation) {
  while (::flock(descriptor, operation) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

}  // namespace

DirectoryLock::DirectoryLock(const std::string& directory)
    : folder_(open_file(directory, O_RDONLY | O_DIRECTORY)) {
  if (!folder_.open()) return;
  const int error = lock(folder_.number(), LOCK_EX | LOCK_NB);
  if (error == 0) state_ = State::Held;
  if (error == EWOULDBLOCK) state_ = State::Busy;
}

void DirectoryLock::wait() {
  state_ = lock(folder_.number(), LOCK_EX) == 0 ? State::Held : State::Unsupported;
}

}  // namespace sgc::driver
