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

constexpr const char* kAlibabaWhole = R"(
  network prod { cidr 172.16.0.0/12 }
  network old { cidr 10.28.0.0/16  kind classic }
  securitygroup web {
    members 172.16.1.0/24, 2001:db8:1::/64
    network prod
    inbound {
      allow tcp 443 from 198.51.100.96/28
      deny tcp 443 from 198.51.100.64/26
      allow tcp 443, 8080 from 198.51.100.0/24, 2001:db8:5::/48
      allow tcp 9000-9010 sport 1024-65535 from 203.0.113.64/28 to 172.16.1.16/28
      allow icmp from 203.0.113.0/28
      allow gre from 203.0.113.16/28
      allow icmp6 from 2001:db8:6::/48
    }
    outbound { allow udp 53 to 192.0.2.1  deny all to 192.0.2.0/24  default allow }
  }
  prefixlist friends { external members 203.0.113.128/27 }
  securitygroup partner { external  members 172.17.9.0/24  network prod }
  securitygroup db {
    members 172.16.2.0/24
    network prod
    intra-group allow
    inbound { allow mysql from web  allow redis from friends  allow tcp 5000 from partner }
    outbound { allow tcp 443 to web }
  }
  securitygroup cache {
    members 172.16.4.0/24
    network prod
    inbound { allow redis from self }
    outbound { allow tcp 6379 to 172.16.4.0/24 }
  }
  securitygroup first { inbound { deny ssh from 203.0.113.0/24 } outbound { deny smtp to any  default allow } network prod }
  securitygroup second { inbound { allow ssh from any } outbound { default allow } network prod }
  instance box { addresses 172.16.3.1, 2001:db8:3::1  groups first, second  network prod }
  securitygroup bound { members 172.16.5.0/24  network prod  inbound { allow tcp 8443 from 203.0.113.0/24 } outbound { allow https to 192.0.2.0/24 } }
  securitygroup classic {
    members 10.28.1.0/24
    network old
    inbound { allow tcp 22 from 10.28.2.0/24  allow http from any4  deny tcp 81 from 203.0.113.0/24  allow tcp 81 from 203.0.0.0/16 }
    outbound { allow https to 203.0.113.7, 10.28.3.0/24 }
  }
  target alibaba { region "cn-hangzhou"  bind bound "sg-0001"  owner-account "partner@example.com" })";

}  // namespace sgc::cloud_test
