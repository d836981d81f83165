#include "tests/verdicts/harness/memberships.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "tests/verdicts/harness/harness_error.h"
#include "tests/verdicts/harness/packet_builder.h"

namespace sgc::verdicts {
namespace {

bool join_v4(int socket, const Device& device, Address group) {
  ip_mreqn request{};
  request.imr_multiaddr.s_addr = htonl(static_cast<std::uint32_t>(group.value));
  request.imr_ifindex = static_cast<int>(device.index);
  return ::setsockopt(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request) == 0;
}

bool join_v6(int socket, const Device& device, Address group) {
  Bytes bytes;
  append(bytes, group);
  ipv6_mreq request{};
  std::copy(bytes.begin(), bytes.end(), std::begin(request.ipv6mr_multiaddr.s6_addr));
  request.ipv6mr_interface = device.index;
  return ::setsockopt(socket, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request, sizeof request) == 0;
}

}  // namespace

bool is_multicast(Address address) {
  constexpr unsigned kTopFour = 28;
  constexpr unsigned kTopEight = 120;
  return address.family == Family::V4 ? address.value >> kTopFour == 0xE : address.value >> kTopEight == 0xFF;
}

void Memberships::join(Address group) {
  if (!is_multicast(group) || !joined_.insert(group).second) return;
  auto& sockets = group.family == Family::V4 ? v4_ : v6_;
  if (sockets.empty()) open_another(group.family);
  if (try_to_join(group) || errno != ENOBUFS) return;

  open_another(group.family);
  try_to_join(group);
}

bool Memberships::try_to_join(Address group) {
  return group.family == Family::V4 ? join_v4(v4_.back().get(), device_, group)
                                    : join_v6(v6_.back().get(), device_, group);
}

void Memberships::open_another(Family family) {
  Descriptor socket;
  const int domain = family == Family::V4 ? AF_INET : AF_INET6;
  where_.run([&] { socket = Descriptor(::socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0)); });
  if (!socket.open()) throw HarnessError::system("cannot open a socket for multicast groups");
  (family == Family::V4 ? v4_ : v6_).push_back(std::move(socket));
}

}  // namespace sgc::verdicts
