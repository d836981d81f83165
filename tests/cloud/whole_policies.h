// One policy a cloud that has in it what that cloud's plans can say: for tests that look at every part of a plan. No
// rule in them covers another, so that each counts.
#pragma once

namespace sgc::cloud_test {

constexpr const char* kTencentWhole = R"(
  group many { 10.30.0.1, 10.30.0.3, 10.30.0.5, 10.30.0.7, 10.30.0.9, 10.30.0.11, 10.30.0.13, 10.30.0.15, 10.30.0.17,
               10.30.0.19, 10.30.0.21 }
  securitygroup web {
    members 10.0.1.0/24, 2001:db8:1::/64
    inbound {
      deny tcp 80 from 198.51.100.64/26
      allow tcp 80, 443 from 198.51.100.0/24, 2001:db8:5::/48
      allow tcp 9000-9010 from many
      allow icmp from 203.0.113.0/28
      allow gre from 203.0.113.16/28
    }
    outbound { allow udp 53 to 192.0.2.1  deny all to 192.0.2.0/24  default allow }
  }
  securitygroup db {
    members 10.0.2.0/24
    inbound { allow mysql from web  allow redis from self }
    outbound { deny all to any }
  }
  securitygroup first { inbound { deny ssh from 203.0.113.0/24 } outbound { deny smtp to any  default allow } }
  securitygroup second { inbound { allow ssh from any } outbound { default allow } }
  instance box { addresses 10.0.3.1, 2001:db8:3::1  groups first, second }
  acl edge {
    subnets 10.0.1.0/24
    inbound { deny tcp 22 from 203.0.113.0/24  allow tcp 22 sport 1024-65535 from any4 }
    outbound { allow tcp 1024-65535 to any4 }
  }
  target tencent { templates on })";

}  // namespace sgc::cloud_test
