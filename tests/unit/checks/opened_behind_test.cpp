// What everybody reaches through a load balancer that hides it.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

TEST(OpenToTheWorld, IsAPortBehindALoadBalancerThatTranslates) {
  const auto open = [](const std::string& listener, const std::string& more = "") {
    std::string messages;
    for (const Diagnostic& finding :
         found(kind::OpenToTheWorld.code, "securitygroup db { members 10.0.4.0/24 }\n"
                                          "loadbalancer e { vip 203.0.113.80 snat on listener r " + listener + " }\n" + more)) {
      messages += finding.message + "\n";
    }
    return messages;
  };
  EXPECT_EQ(open("http 80 -> db 6379 from any4"),
            "redis (tcp 6379) of 'db', through listener 'r' of 'e', can be reached from everywhere over IPv4\n");
  EXPECT_EQ(open("tcp 22 -> db 22 from any4"), "ssh (tcp 22) of 'e' can be reached from everywhere over IPv4\n");
  EXPECT_EQ(open("http 80 -> db 6379 from 198.51.100.0/24"), "");
  EXPECT_EQ(open("http 80 -> db 8080 from any4"), "");
  EXPECT_EQ(open("http 80 -> db 6379 from any4", "acl a { subnets 203.0.113.80 inbound { allow http from 192.0.2.0/24 }\n"
                                                 "  outbound { allow all to any } }\n"), "");
  EXPECT_EQ(open("http 80 -> db 6379 from any4", "blacklist b { deny 203.0.113.80 on db }\n"), "");
}

}  // namespace
}  // namespace sgc
