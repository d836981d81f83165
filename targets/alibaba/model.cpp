#include "targets/alibaba/model.h"

namespace sgc::targets::alibaba {

std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::All: return "ALL";
    case Protocol::Tcp: return "TCP";
    case Protocol::Udp: return "UDP";
    case Protocol::Icmp: return "ICMP";
    case Protocol::Icmp6: return "ICMPv6";
    case Protocol::Gre: return "GRE";
  }
  return {};
}

std::string_view to_string(Nic nic) {
  switch (nic) {
    case Nic::Intranet: return "intranet";
    case Nic::Internet: return "internet";
  }
  return {};
}

}  // namespace sgc::targets::alibaba
