// Listeners from client to backend: from where providers check health, and how what stops packets is to be mended.
#include "compiler/diag/catalog.h"
#include "targets/target.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

// A private load balancer whose VIP the backends' own rule shuts out, as in the third of Tencent Cloud's scenarios.
std::string private_balancer(const std::string& statements, const std::string& target = "target tencent { }") {
  return "network prod { cidr 10.0.0.0/8 kind vpc }\n"
         "group clients { 10.7.0.1, 10.7.0.2 }\n"
         "securitygroup backend { members 10.0.1.0/24\n"
         "  inbound { allow tcp 8080 from clients  deny tcp 8080 from any4 } }\n"
         "loadbalancer inner { vip 10.0.2.80 snat off " + statements + "\n"
         "  listener web tcp 80 -> backend 8080 from clients }\n" + target;
}

bool health_is_blocked(const std::string& text) { return !found(kind::HealthCheckBlocked.code, text).empty(); }

TEST(HealthSources, FollowWhereWhatAndWhenTheBalancerIs) {
  EXPECT_FALSE(health_is_blocked(private_balancer("scheme internal network prod created 2016-12-05")));
  EXPECT_FALSE(health_is_blocked(private_balancer("scheme internal network prod kind classic created 2017-03-01")));
  EXPECT_FALSE(health_is_blocked(private_balancer("scheme internal network basic")));
  EXPECT_FALSE(health_is_blocked(private_balancer("scheme internal network basic created 2016-01-01")));

  EXPECT_TRUE(health_is_blocked(private_balancer("scheme internal network prod created 2016-12-04")));
  EXPECT_TRUE(health_is_blocked(private_balancer("scheme internal network prod")));
  EXPECT_TRUE(health_is_blocked(private_balancer("scheme internal network prod kind application created 2017-03-01")));
  EXPECT_TRUE(health_is_blocked(private_balancer("scheme public network basic created 2017-03-01")));
}

TEST(HealthSources, AreTheBalancerItselfAtOtherProvidersAndNone) {
  const std::string statements = "scheme internal network prod created 2017-03-01";
  EXPECT_TRUE(health_is_blocked(private_balancer(statements, "")));
  EXPECT_TRUE(health_is_blocked(private_balancer(statements, "target alibaba { }")));
  EXPECT_TRUE(health_is_blocked(private_balancer(statements, "target tencent { } target aws { }")));
}

bool blocked_for(std::vector<std::string_view> names, const std::string& text) {
  driver::CompileSettings settings;
  for (const targets::Target* target : targets::registry()) {
    if (std::find(names.begin(), names.end(), target->spec.name) != names.end()) settings.targets.push_back(target);
  }
  const driver::Compilation run = driver::compiled(text, {}, settings);
  return std::any_of(run.sink.all().begin(), run.sink.all().end(),
                     [](const Diagnostic& finding) { return finding.code == kind::HealthCheckBlocked.code; });
}

TEST(HealthSources, AreThoseOfTheTargetsThatTheRunIsFor) {
  const std::string statements = "scheme internal network basic";
  EXPECT_TRUE(blocked_for({}, private_balancer(statements, "")));
  EXPECT_FALSE(blocked_for({"tencent"}, private_balancer(statements, "")));
  EXPECT_FALSE(blocked_for({"tencent", "nftables"}, private_balancer(statements, "")));
  EXPECT_TRUE(blocked_for({"nftables"}, private_balancer(statements)));
  EXPECT_TRUE(blocked_for({"aws"}, private_balancer(statements)));
  EXPECT_TRUE(blocked_for({"tencent", "aws"}, private_balancer(statements)));
}

TEST(HealthSources, OfAProviderThatNeedsNoRuleAreToldApartFromThoseOfOneThatDoes) {
  const std::string statements = "scheme internal network basic";
  const std::string says = "tencent lets the checks of 'inner' in by itself, aws and alibaba do not";
  const auto mixed = found(kind::HealthCheckBlocked.code,
                           private_balancer(statements, "target tencent { } target aws { } target alibaba { }"));
  ASSERT_EQ(mixed.size(), 1U);
  EXPECT_EQ(mixed.front().notes.back().message, says);

  const auto alone = found(kind::HealthCheckBlocked.code, private_balancer(statements, "target aws { }"));
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(alone.front().notes.size() + 1, mixed.front().notes.size());
}

std::string cut_off_help(const std::string& more, const std::string& inbound = "") {
  const Findings findings = found(kind::ListenerCutOff.code,
                                  "securitygroup backend { members 10.0.1.0/24 " + inbound + " }\n"
                                  "loadbalancer edge { vip 203.0.113.80 snat off\n"
                                  "  listener web tcp 80 -> backend 8080 from 192.0.2.0/24 }\n" + more);
  return findings.size() == 1 ? findings[0].help : std::to_string(findings.size()) + " findings";
}

TEST(CutOffListener, IsMendedWhereItIsStopped) {
  EXPECT_EQ(cut_off_help("", "inbound { deny tcp 8080 from any }"),
            "an explicit deny wins over what a listener lets in: narrow it, or move it behind an allow");
  EXPECT_EQ(cut_off_help("blacklist wide { deny 192.0.0.0/16 }"),
            "take those who are meant to get through out of blacklist 'wide': `except …`");
  EXPECT_EQ(cut_off_help("acl inner { subnets 10.0.1.0/24 }"),
            "let them through by a rule of 'inner', or write `derive` in it");
}

// Two machines with lists of their own: what is shown comes to the one whose list is named.
const char kTwoMachines[] =
    "securitygroup guard { inbound { deny tcp 8080 from 192.0.2.128/25 } }\n"
    "securitygroup web { members 10.0.0.0/24 }\n"
    "instance first { addresses 10.0.0.1 groups web }\n"
    "instance second { addresses 10.0.0.2 groups guard, web }\n"
    "loadbalancer edge { vip 203.0.113.9 snat off listener w tcp 80 -> web 8080 from 192.0.2.0/24 }\n"
    "assert allow tcp 8080 from 192.0.2.0/24 to web\n";

TEST(Witness, ComesToTheInstanceThatIsNamed) {
  const Findings one_sided = found(kind::OneSided.code, kTwoMachines);
  ASSERT_EQ(one_sided.size(), 1U);
  EXPECT_EQ(one_sided[0].point, "second");
  EXPECT_EQ(one_sided[0].packet, "tcp 192.0.2.129:40000 -> 10.0.0.2:8080 is denied");

  const Findings failed = found(kind::AssertionFailed.code, kTwoMachines);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0].point, "second");
  EXPECT_EQ(failed[0].packet, "tcp 192.0.2.129:40000 -> 10.0.0.2:8080 is denied");
}

TEST(Witness, OfACutOffListenerComesToTheInstanceThatIsNamed) {
  const Findings cut_off = found(
      kind::ListenerCutOff.code,
      "securitygroup guard { inbound { deny tcp 8080 from any } }\n"
      "securitygroup web { members 10.0.0.0/24 }\n"
      "instance first { addresses 10.0.0.1 groups web }\n"
      "instance second { addresses 10.0.0.2 groups guard, web }\n"
      "loadbalancer edge { vip 203.0.113.9 addresses 10.1.0.0/28 snat on\n"
      "  listener w tcp 80 -> web 8080 from 192.0.2.0/24 }\n");
  ASSERT_EQ(cut_off.size(), 1U);
  EXPECT_EQ(cut_off[0].packet, "tcp 10.1.0.1:40000 -> 10.0.0.2:8080 is denied");
}

// Two machines with the same list, which says different things of them.
TEST(Witness, IsOfTheMachineThatHasTheAddress) {
  const std::string machines =
      "instance w1 { addresses 10.0.1.1 groups web }\n"
      "instance w2 { addresses 10.0.1.2 groups web }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off listener w http 80 -> web 8080 from any4 health tcp 9000 }\n";
  const std::string all = "securitygroup web { members 10.0.1.1, 10.0.1.2 inbound { deny tcp 8080 from any4 to 10.0.1.2 } }\n";
  const Findings cut_off = found(kind::ListenerCutOff.code, all + machines);
  ASSERT_EQ(cut_off.size(), 1U);
  EXPECT_EQ(cut_off[0].message,
            "no client of listener 'w' gets through to instance 'w2': the inbound list of 'w2' denies them all");
  EXPECT_TRUE(found(kind::OneSided.code, all + machines).empty());

  const std::string some =
      "securitygroup web { members 10.0.1.0/24 inbound { deny tcp 8080 from 198.51.100.0/24 to 10.0.1.2, 10.0.1.9 } }\n";
  const Findings one_sided = found(kind::OneSided.code, some + machines);
  ASSERT_EQ(one_sided.size(), 1U);
  EXPECT_EQ(one_sided[0].message, "clients of listener 'w' are let in at 'edge' and not at 'w2'");
  EXPECT_EQ(one_sided[0].packet, "tcp 198.51.100.1:40000 -> 10.0.1.2:8080 is denied");
}

TEST(CutOffListener, NamesAllListsThatStopAPart) {
  const std::string listener =
      "securitygroup backend { members 10.0.1.0/24 }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off listener w http 80 -> backend 8080 from 198.51.100.0/24 }\n";
  const Findings shared = found(kind::ListenerCutOff.code, listener + "blacklist b { deny 198.51.100.0/25 on edge }\n"
                                                                      "blacklist c { deny 198.51.100.128/25 on backend }\n");
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].message,
            "no client of listener 'w' gets through: the inbound list of 'edge' and the inbound list of 'backend' together "
            "deny them all");
  ASSERT_EQ(shared[0].notes.size(), 2U);
  EXPECT_EQ(shared[0].notes[0].message, "in the inbound list of 'edge' blacklist 'b' denies it");
  EXPECT_EQ(shared[0].notes[1].message, "in the inbound list of 'backend' blacklist 'c' denies it");

  // One that stops them all is not to share the blame with one that stops a few before.
  const Findings alone = found(kind::ListenerCutOff.code, listener + "blacklist b { deny 198.51.100.0/25 on edge }\n"
                                                                     "blacklist c { deny 198.51.100.0/24 on backend }\n");
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(alone[0].message, "no client of listener 'w' gets through: the inbound list of 'backend' denies them all");
}

// Where only members of the backend are clients, the packet that is shown comes from another machine.
TEST(Witness, IsNotOfAMachineThatTalksToItself) {
  const Findings findings = found(
      kind::OneSided.code,
      "securitygroup web { members 10.0.1.0/24 inbound { deny tcp 8080 from 10.0.1.0/28 } }\n"
      "instance w1 { addresses 10.0.1.1 groups web }\n"
      "loadbalancer edge { vip 203.0.113.80 snat off listener w http 80 -> web 8080 from web health tcp 9000 }\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].packet, "tcp 10.0.1.0:40000 -> 10.0.1.1:8080 is denied");
}

}  // namespace
}  // namespace sgc
