#include "tests/verdicts/harness/net_namespace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>

#include <exception>
#include <thread>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

// A namespace belongs to a thread, so a thread of its own is all that entering one costs.
void on_a_thread(const std::function<void()>& work) {
  std::exception_ptr failure;
  std::thread([&] {
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  }).join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

NetNamespace NetNamespace::create() {
  Descriptor made;
  on_a_thread([&made] {
    if (::unshare(CLONE_NEWNET) != 0) throw HarnessError::system("cannot make a network namespace");
    made = Descriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!made.open()) throw HarnessError::system("cannot open the new network namespace");
  });
  return NetNamespace(std::move(made));
}

void NetNamespace::run(const std::function<void()>& work) const {
  on_a_thread([&] {
    if (::setns(descriptor_.get(), CLONE_NEWNET) != 0) throw HarnessError::system("cannot enter the network namespace");
    work();
  });
}

std::string NetNamespace::path() const { return fmt::format("/proc/{}/fd/{}", ::getpid(), descriptor_.get()); }

}  // namespace sgc::verdicts
