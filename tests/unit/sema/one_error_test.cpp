// A word that the scanner complains of is looked up by nobody: one mistake is one error through all the phases.
#include <gmock/gmock.h>

#include "tests/unit/sema/meant.h"

namespace sgc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kPolicies[] = {
    "group g { 10.0.0.0/8@x }",
    "group g { office@x }",
    "group g { 10.0.0.0/8 office&lab }",
    "group g { 1x 10.0.0.1 }",
    "group g { größe 10.0.0.1 }",
    "service s { tcp 80@x }",
    "service s { tcp 80, 1x }",
    "securitygroup s { members 10.0.0.1 inbound { allow tcp 80 from 10.0.0.0/8@x } }",
    "securitygroup s { members 10.0.0.1 inbound { allow 1x from any } }",
    "securitygroup s { members 10.0.0.1 network 1x }",
    "instance i { addresses 10.0.0.1 groups 1x }",
    "loadbalancer e { vip 192.0.2.1 snat off listener web http 80 -> 1x 80 from any }",
    "blacklist b { deny 192.0.2.1 on 1x }",
    "target aws { bind 1x \"sg-0\" }",
    "target aws { 1x on }",
    "target aws { deny-as 1x }",
    "target aws { quota 1x 5 }",
    "securitygroup s { inbound { allow ssh from 192.0.2.1 ignore 1x \"why\" } }",
};

TEST(OneMistake, IsOneError) {
  for (const std::string_view policy : kPolicies) {
    const Meant meant{std::string(policy)};
    EXPECT_THAT(meant.findings(), ElementsAre(HasSubstr(" SGC10"))) << policy;
  }
}

}  // namespace
}  // namespace sgc
