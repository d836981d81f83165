#include "tests/verdicts/harness/wire.h"

#include <net/ethernet.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "compiler/support/assert.h"
#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/packet_socket.h"

namespace sgc::verdicts {
namespace {

constexpr int kPatienceMs = 5000;

// The host's half of a virtual link works on the processor that sent, in the order of sending. Staying on one
// processor is therefore what makes a fence mean something.
class StayOnThisProcessor {
 public:
  StayOnThisProcessor() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
    ::sched_setaffinity(0, sizeof one, &one);
  }
  StayOnThisProcessor(const StayOnThisProcessor&) = delete;
  StayOnThisProcessor& operator=(const StayOnThisProcessor&) = delete;
  ~StayOnThisProcessor() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

Bytes fence_frame(const Link& link, std::uint64_t number) {
  Bytes payload;
  append32(payload, static_cast<std::uint32_t>(number >> 32U));
  append32(payload, static_cast<std::uint32_t>(number));
  return frame_to_host(link, ethertype::kExperiment, payload);
}

void send_all(int socket, std::span<mmsghdr> messages) {
  while (!messages.empty()) {
    const int sent = ::sendmmsg(socket, messages.data(), static_cast<unsigned>(messages.size()), 0);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) throw HarnessError::system("cannot send a frame");
    messages = messages.subspan(static_cast<std::size_t>(sent));
  }
}

}  // namespace

Wire::Wire(const Topology& topology, const Link& link)
    : link_(link),
      sending_(packet_socket(topology.peer, link.peer, kSendOnly)),
      receiving_(packet_socket(topology.host, link.host, ethertype::kExperiment)) {}

void Wire::send(std::span<const Bytes> frames) {
  SGC_ASSERT(frames.size() <= kMostInFlight, "frames are sent in portions that no queue drops");
  const StayOnThisProcessor stay;
  const Bytes fence = fence_frame(link_, ++fences_);

  std::array<iovec, kMostInFlight + 1> pieces{};
  std::array<mmsghdr, kMostInFlight + 1> messages{};
  for (std::size_t i = 0; i <= frames.size(); ++i) {
    const Bytes& frame = i < frames.size() ? frames[i] : fence;
    pieces[i] = {const_cast<std::uint8_t*>(frame.data()), frame.size()};
    messages[i].msg_hdr.msg_iov = &pieces[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  send_all(sending_.get(), std::span(messages).first(frames.size() + 1));
  wait_for(fences_);
}

void Wire::wait_for(std::uint64_t fence) {
  std::array<std::uint8_t, 128> frame{};
  while (true) {
    pollfd waiting{receiving_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMs) <= 0) {
      throw HarnessError("the host never saw the end of what was sent: its queue is stuck, or an XDP program drops "
                         "frames that are not IP");
    }
    const ssize_t got = ::recv(receiving_.get(), frame.data(), frame.size(), 0);
    if (got < static_cast<ssize_t>(ETH_HLEN + sizeof fence)) continue;

    const std::uint64_t number = static_cast<std::uint64_t>(read32(frame, ETH_HLEN)) << 32U | read32(frame, ETH_HLEN + 4);
    if (number == fence) return;
  }
}

}  // namespace sgc::verdicts
