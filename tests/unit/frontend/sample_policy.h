// A policy that uses every construct of the language, one declaration a stanza, without an error.
#pragma once

#include <string_view>

namespace sgc {

inline constexpr std::string_view kSamplePolicy = R"(include "common/offices.sg"

group clients { office, 192.0.2.10 any4, file "feeds/partners.netset" min 3 max 90 optional wide
  2001:db8::/32, 192.0.2.20-192.0.2.30, except guests, 10.9.0.0/16, }

service web { tcp 80, 443, 8000 - 8099 udp 443 sport 1024-65535, 53
  icmp echo-request, icmp6 icmp 3/4 gre proto 89 dns, }

securitygroup backend {
  description "application servers"
  owner "web team"
  members 10.0.1.0/24, 2001:db8:1::/64, office
  network prod
  intra-group deny
  inbound {
    allow ssh, tcp 8080, 8081 from office, 10.0.0.0/8 except lab, 10.1.0.0/16 to self log "in" comment "why"
    deny icmp echo-request from any ignore SGC3004 "known"
    reject all from file "feeds/drop.netset" wide except office owner "sec" ticket "SEC-1" expires 2027-01-31
    default deny log comment "rest" ignore SGC3020 "known" ignore SGC3021 "too"
  }
  outbound { allow udp 53 to any default reject }
  tags { team "web" "cost centre" "42" }
}

loadbalancer edge {
  scheme public
  kind classic
  created 2016-11-01
  vip 203.0.113.80
  addresses 10.0.0.0/24
  snat off
  listener web http 80 -> backend 8080 from clients
  listener tls https 443 -> backend 8443 from any except lab health tcp 9000 ignore SGC3020 "public"
  inbound { allow ping from any }
}

instance web1 { addresses 10.0.1.11  groups backend, base  network prod }

acl public-subnet {
  subnets 10.0.0.0/24
  derive
  inbound  { allow tcp 80 from any  allow tcp 1024-65535 from 10.0.0.0/16 }
  outbound { }
}

network prod { cidr 10.0.0.0/16, 2001:db8::/56  kind vpc }

blacklist threats {
  deny file "feeds/drop.netset", 198.51.100.66
  except office
  services tcp 22, ssh
  on edge, backend
  direction both
  log "blacklisted"
  established deny
}

prefixlist partners { external members 192.0.2.0/28 }

assert allow http, tcp 81 from clients to edge
assert deny ssh from any except office, lab to backend

target nftables { priority -10  counters on  log-rate "10/minute" }
target aws { region "us-east-1"  bind prod "vpc-0123", edge "sg-0bbb"  deny-as acl  quota rules 200 }
)";

}  // namespace sgc
