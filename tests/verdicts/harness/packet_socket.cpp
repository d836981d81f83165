#include "tests/verdicts/harness/packet_socket.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

constexpr int kBuffer = 16 << 20;

}  // namespace

Descriptor packet_socket(const NetNamespace& where, const Device& device, std::uint16_t ethertype) {
  Descriptor socket;
  where.run([&] { socket = Descriptor(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)); });
  if (!socket.open()) throw HarnessError::system("cannot open a packet socket");
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &kBuffer, sizeof kBuffer);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer);

  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ethertype);
  address.sll_ifindex = static_cast<int>(device.index);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw HarnessError::system("cannot bind a packet socket to " + device.name);
  }
  return socket;
}

void drain_frames(const Descriptor& socket, const std::function<void(std::span<const std::uint8_t>)>& use) {
  std::array<std::uint8_t, 2048> buffer;
  while (true) {
    sockaddr_ll from{};
    socklen_t length = sizeof from;
    const ssize_t got = ::recvfrom(socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT,
                                   reinterpret_cast<sockaddr*>(&from), &length);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got < 0) throw HarnessError::system("cannot receive frames");
    if (from.sll_pkttype != PACKET_OUTGOING) use(std::span(buffer).first(static_cast<std::size_t>(got)));
  }
}

}  // namespace sgc::verdicts
