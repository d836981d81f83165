#include "tests/verdicts/harness/talk.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

// An endpoint as system calls want it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(Endpoint endpoint) {
  SocketAddress made;
  Bytes bytes;
  append(bytes, endpoint.address);
  if (endpoint.address.family == Family::V4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(endpoint.port);
    std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
    std::memcpy(&made.storage, &v4, made.length = sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    std::memcpy(&made.storage, &v6, made.length = sizeof v6);
  }
  return made;
}

const NetNamespace& where(const Lab& lab, Side side) {
  return side == Side::Host ? lab.topology().host : lab.topology().peer;
}

Descriptor bound_socket(const Lab& lab, Side side, int type, Endpoint endpoint) {
  const int domain = endpoint.address.family == Family::V4 ? AF_INET : AF_INET6;
  Descriptor socket;
  where(lab, side).run([&] { socket = Descriptor(::socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); });
  if (!socket.open()) throw HarnessError::system("cannot open a socket");

  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const SocketAddress address = socket_address(endpoint);
  if (::bind(socket.get(), address.get(), address.length) != 0) {
    throw HarnessError::system("cannot bind to " + to_string(endpoint.address));
  }
  return socket;
}

bool ready(const Descriptor& socket, short event) {
  pollfd waiting{socket.get(), event, 0};
  return ::poll(&waiting, 1, static_cast<int>(kPatience.count())) > 0;
}

Opening connect(const Descriptor& socket, Endpoint to) {
  const SocketAddress address = socket_address(to);
  if (::connect(socket.get(), address.get(), address.length) == 0) return Opening::Connected;
  if (errno != EINPROGRESS) return errno == ETIMEDOUT ? Opening::NoAnswer : Opening::Refused;
  if (!ready(socket, POLLOUT)) return Opening::NoAnswer;

  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  return error == 0 ? Opening::Connected : Opening::Refused;
}

std::uint16_t own_port(const Descriptor& socket) {
  sockaddr_in6 address{};  // the port stands at the same place in both families
  socklen_t length = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin6_port);
}

// Sends one number from one socket, and whether it comes out of the other.
bool carries(const Descriptor& from, const Descriptor& to) {
  static std::uint32_t number = 0;
  ++number;
  if (::send(from.get(), &number, sizeof number, MSG_NOSIGNAL) < 0) return false;

  while (ready(to, POLLIN)) {
    std::uint32_t got = 0;
    if (::recv(to.get(), &got, sizeof got, 0) <= 0) return false;
    if (got == number) return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(Opening opening) {
  switch (opening) {
    case Opening::Connected: return "connected";
    case Opening::Refused: return "refused";
    case Opening::NoAnswer: return "no answer";
  }
  return {};
}

TcpTalk::TcpTalk(const Lab& lab, Side opener, Address from, Endpoint listener)
    : opener_side_(opener),
      listening_(bound_socket(lab, other(opener), SOCK_STREAM, listener)),
      opener_(bound_socket(lab, opener, SOCK_STREAM, {from, 0})) {
  if (::listen(listening_.get(), 1) != 0) throw HarnessError::system("cannot listen");
  opening_ = connect(opener_, listener);
  opener_port_ = own_port(opener_);
  if (opening_ != Opening::Connected || !ready(listening_, POLLIN)) return;
  accepted_ = Descriptor(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

bool TcpTalk::delivers(Side from) {
  return from == opener_side_ ? carries(opener_, accepted_) : carries(accepted_, opener_);
}

UdpTalk::UdpTalk(const Lab& lab, Endpoint host, Endpoint peer)
    : host_(bound_socket(lab, Side::Host, SOCK_DGRAM, host)), peer_(bound_socket(lab, Side::Peer, SOCK_DGRAM, peer)) {
  if (verdicts::connect(host_, peer) != Opening::Connected || verdicts::connect(peer_, host) != Opening::Connected) {
    throw HarnessError::system("cannot bring two UDP sockets together");
  }
}

bool UdpTalk::delivers(Side from) { return from == Side::Host ? carries(host_, peer_) : carries(peer_, host_); }

bool reaches_itself(const Lab& lab, Family family) {
  const Address loopback = family == Family::V4 ? Address{family, 0x7F000001} : Address{family, 1};
  const Endpoint there{loopback, 5001};
  const Descriptor from = bound_socket(lab, Side::Host, SOCK_DGRAM, {loopback, 5000});
  const Descriptor to = bound_socket(lab, Side::Host, SOCK_DGRAM, there);
  return verdicts::connect(from, there) == Opening::Connected && carries(from, to);
}

}  // namespace sgc::verdicts
