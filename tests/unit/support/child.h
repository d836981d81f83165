// Runs part of a test in a process of its own, where it may give up root, mount, or set limits.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

namespace sgc {

constexpr int kCannotTry = 77;  // the exit status of a child that lacks the rights for what it would show

// The exit status of `body`, run in a child; 128 and more when a signal ended it.
template <class Body>
int run_in_child(Body body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// In a child: a file system of `options` at `path`, gone when the child ends. False without the rights.
inline bool mount_own_tmpfs(const char* path, const char* options, unsigned long flags = 0) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", path, "tmpfs", flags, options) == 0;
}

}  // namespace sgc
