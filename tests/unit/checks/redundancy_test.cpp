// What would become of a redundant rule's packets without it.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

TEST(Redundancy, SaysThatARejectStandsInForADeny) {
  const Findings findings = found(kind::Redundancy.code,
                                  "securitygroup web { members 10.0.0.1 inbound {\n"
                                  "  deny ssh from 192.0.2.0/24\n"
                                  "  reject http from 192.0.2.0/24\n"
                                  "  default reject } }\n");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].message, "this deny is redundant: without it, the default rejects the same packets");
  EXPECT_EQ(findings[0].packet, "tcp 192.0.2.1:40000 -> 10.0.0.1:22 is denied, without it rejected");
  EXPECT_EQ(findings[1].message, "this reject is redundant: without it, the default rejects the same packets");
  EXPECT_EQ(findings[1].packet, "tcp 192.0.2.1:40000 -> 10.0.0.1:80 is rejected either way");
}

TEST(Shadowing, IsMendedByPlaceWhereBothRulesStandOnOneLine) {
  const Findings findings = found(kind::LateDeny.code,
                                  "securitygroup web { members 10.0.0.1 inbound { allow ssh from any deny tcp from any } "
                                  "outbound { allow all to any deny smtp to any } }\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].help, "move this deny in front of that allow, or make it a blacklist");
}

}  // namespace
}  // namespace sgc
