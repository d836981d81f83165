#include "tests/verdicts/harness/netfilter_log.h"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "tests/verdicts/harness/harness_error.h"

namespace sgc::verdicts {
namespace {

constexpr int kReceiveBuffer = 64 << 20;
constexpr std::uint16_t kConfigure = (NFNL_SUBSYS_ULOG << 8U) | NFULNL_MSG_CONFIG;
constexpr std::uint16_t kPacketLogged = (NFNL_SUBSYS_ULOG << 8U) | NFULNL_MSG_PACKET;
constexpr std::uint32_t kSnapLength = 512;
constexpr std::uint32_t kOneAtATime = 1;

// One configuration message with one attribute.
class Request {
 public:
  Request(std::uint16_t group, std::uint16_t attribute, const void* value, std::size_t size) {
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof(nfgenmsg)) + NLA_HDRLEN + NLA_ALIGN(size));
    header.nlmsg_type = kConfigure;
    header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    const nfgenmsg family{AF_UNSPEC, NFNETLINK_V0, htons(group)};
    const nlattr opening{static_cast<std::uint16_t>(NLA_HDRLEN + size), attribute};

    std::memcpy(bytes_.data(), &header, sizeof header);
    std::memcpy(bytes_.data() + NLMSG_HDRLEN, &family, sizeof family);
    std::memcpy(bytes_.data() + NLMSG_LENGTH(sizeof family), &opening, sizeof opening);
    std::memcpy(bytes_.data() + NLMSG_LENGTH(sizeof family) + NLA_HDRLEN, value, size);
    size_ = header.nlmsg_len;
  }

  void send(int socket) const {
    if (::send(socket, bytes_.data(), size_, 0) < 0) throw HarnessError::system("cannot ask for logged packets");
    std::array<std::uint8_t, 1024> answer{};
    const ssize_t got = ::recv(socket, answer.data(), answer.size(), 0);
    if (got < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(nlmsgerr)))) throw HarnessError("no answer from nfnetlink_log");

    nlmsgerr error{};
    std::memcpy(&error, answer.data() + NLMSG_HDRLEN, sizeof error);
    errno = -error.error;
    if (errno != 0) throw HarnessError::system("nfnetlink_log refuses");
  }

 private:
  std::array<std::uint8_t, 128> bytes_{};
  std::size_t size_ = 0;
};

void configure(int socket, std::uint16_t group) {
  const nfulnl_msg_config_cmd bind{NFULNL_CFG_CMD_BIND};
  const nfulnl_msg_config_mode mode{htonl(kSnapLength), NFULNL_COPY_PACKET, 0};
  const std::uint32_t threshold = htonl(kOneAtATime);
  Request(group, NFULA_CFG_CMD, &bind, sizeof bind).send(socket);
  Request(group, NFULA_CFG_MODE, &mode, sizeof mode).send(socket);
  Request(group, NFULA_CFG_QTHRESH, &threshold, sizeof threshold).send(socket);
}

std::uint32_t number_of(std::span<const std::uint8_t> attribute) {
  std::uint32_t value = 0;
  std::memcpy(&value, attribute.data(), std::min(sizeof value, attribute.size()));
  return ntohl(value);
}

LoggedPacket read_message(std::span<const std::uint8_t> message) {
  nfgenmsg family{};
  std::memcpy(&family, message.data() + NLMSG_HDRLEN, sizeof family);
  LoggedPacket packet;
  packet.group = ntohs(family.res_id);

  std::size_t at = NLMSG_LENGTH(sizeof family);
  while (at + NLA_HDRLEN <= message.size()) {
    nlattr opening{};
    std::memcpy(&opening, message.data() + at, sizeof opening);
    const auto value = message.subspan(at + NLA_HDRLEN, opening.nla_len - static_cast<std::size_t>(NLA_HDRLEN));
    switch (opening.nla_type & NLA_TYPE_MASK) {
      case NFULA_IFINDEX_INDEV: packet.in_device = number_of(value); break;
      case NFULA_IFINDEX_OUTDEV: packet.out_device = number_of(value); break;
      case NFULA_PAYLOAD: packet.bytes = value; break;
      default: break;
    }
    at += static_cast<std::size_t>(NLA_ALIGN(opening.nla_len));
  }
  return packet;
}

void read_messages(std::span<const std::uint8_t> bytes, const std::function<void(const LoggedPacket&)>& use) {
  while (bytes.size() >= NLMSG_HDRLEN) {
    nlmsghdr header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.nlmsg_type == kPacketLogged) use(read_message(bytes.first(header.nlmsg_len)));
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
  }
}

}  // namespace

NetfilterLog::NetfilterLog(const NetNamespace& where, std::span<const std::uint16_t> groups) {
  where.run([&] { socket_ = Descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER)); });
  if (!socket_.open()) throw HarnessError::system("cannot open a netfilter socket");

  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
  for (const std::uint16_t group : groups) configure(socket_.get(), group);
}

void NetfilterLog::drain(const std::function<void(const LoggedPacket&)>& use) {
  std::array<std::uint8_t, 65536> buffer;
  while (true) {
    const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got < 0) throw HarnessError::system("logged packets were lost");
    read_messages(std::span(buffer).first(static_cast<std::size_t>(got)), use);
  }
}

}  // namespace sgc::verdicts
