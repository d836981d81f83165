#include "compiler/driver/held_signals.h"

#include <array>

namespace sgc::driver {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

}  // namespace

HeldSignals::HeldSignals() {
  sigemptyset(&held_);
  for (const int signal : kSignals) sigaddset(&held_, signal);
  pthread_sigmask(SIG_BLOCK, &held_, &before_);
}

HeldSignals::~HeldSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool HeldSignals::pending() const {
  sigset_t waiting{};
  sigpending(&waiting);
  for (const int signal : kSignals) {
    if (sigismember(&waiting, signal) == 1) return true;
  }
  return false;
}

}  // namespace sgc::driver
