#include "tests/verdicts/harness/raw_sender.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

// The route is asked for this neighbour, the packet says where it really goes: so even a packet to the host's own
// address leaves by the link, and not by the loopback interface, which no list judges.
constexpr const char* kNeighbourV4 = "198.18.255.253";
constexpr const char* kNeighbourV6 = "2001:2:ffff::fffd";

Descriptor raw_socket(const Topology& topology, int family, const Link& link) {
  Descriptor socket;
  topology.host.run([&] { socket = Descriptor(::socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)); });
  if (!socket.open()) throw HarnessError::system("cannot open a raw socket");

  const std::string& device = link.host.name;
  const auto length = static_cast<socklen_t>(device.size() + 1);
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_BINDTODEVICE, device.c_str(), length) != 0) {
    throw HarnessError::system("cannot bind a raw socket to " + device);
  }
  return socket;
}

sockaddr_in neighbour_v4() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, kNeighbourV4, &address.sin_addr);
  return address;
}

sockaddr_in6 neighbour_v6() {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  ::inet_pton(AF_INET6, kNeighbourV6, &address.sin6_addr);
  return address;
}

template <class SocketAddress>
ssize_t send_to(const Descriptor& socket, std::span<const std::uint8_t> packet, const SocketAddress& to) {
  return ::sendto(socket.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

}  // namespace

RawSender::RawSender(const Topology& topology, const Link& link)
    : v4_(raw_socket(topology, AF_INET, link)), v6_(raw_socket(topology, AF_INET6, link)) {}

bool RawSender::send(std::span<const std::uint8_t> packet) {
  static const sockaddr_in kV4 = neighbour_v4();
  static const sockaddr_in6 kV6 = neighbour_v6();
  const bool v4 = !packet.empty() && packet[0] >> 4U == 4;
  const ssize_t sent = v4 ? send_to(v4_, packet, kV4) : send_to(v6_, packet, kV6);

  // A drop by a hook comes back as EPERM; a refusal that the packet itself provoked may be waiting as another error.
  return sent >= 0 || errno == EPERM || errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == EACCES;
}

}  // namespace sgc::verdicts
