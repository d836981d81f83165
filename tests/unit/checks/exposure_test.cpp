// What is open to everybody, told by who gets in: families that nobody comes by, ports that only some can use, rules
// that earlier ones reduce.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

constexpr DiagnosticCode kOpen = kind::OpenToTheWorld.code;
constexpr DiagnosticCode kEverything = kind::AllowEverything.code;

std::string inbound(const std::string& members, const std::string& rules) {
  return "securitygroup web { members " + members + " inbound { " + rules + " } }\n";
}

TEST(Exposure, SaysNothingOfAFamilyThatThePointDoesNotHave) {
  EXPECT_TRUE(found(kOpen, inbound("10.0.0.1", "deny ssh from any4 allow ssh from any")).empty());
  EXPECT_TRUE(found(kOpen, inbound("10.0.0.1", "allow ssh from any6")).empty());
  EXPECT_TRUE(found(kEverything, inbound("10.0.0.1", "deny all from any4 allow all from any")).empty());
}

TEST(Exposure, SpeaksOfBothFamiliesWhereThePointHasBothOrNoneIsKnown) {
  const std::string rules = "deny ssh from any4 allow ssh from any";
  for (const std::string& members : {std::string("10.0.0.1, 2001:db8::1"), std::string("2001:db8::1")}) {
    const Findings findings = found(kOpen, inbound(members, rules));
    ASSERT_EQ(findings.size(), 1U) << members;
    EXPECT_EQ(findings[0].message, "ssh (tcp 22) of 'web' can be reached from everywhere over IPv6");
    EXPECT_EQ(findings[0].packet, "tcp [2000::1]:40000 -> [2001:db8::1]:22 is allowed");
  }
  EXPECT_EQ(found(kOpen, "securitygroup web { inbound { " + rules + " } }").size(), 1U);
}

// What is open over IPv6 alone opens nothing to machines that have none.
TEST(WaysInAndOut, AreLookedForInTheFamiliesThatThePointHas) {
  const std::string ssh = "deny ssh from any4 allow ssh from any";
  const std::string dns = "outbound { deny dns, ntp to any4 allow dns to any }";
  const auto without_way_in = [&](const std::string& members) { return found(kind::NoWayIn.code, inbound(members, ssh)).size(); };
  const auto without_names = [&](const std::string& members) {
    return found(kind::NoNameService.code, "securitygroup web { members " + members + " " + dns + " }").size();
  };
  EXPECT_EQ(without_way_in("10.0.0.1"), 1U);
  EXPECT_EQ(without_names("10.0.0.1"), 1U);
  for (const std::string members : {"10.0.0.1, 2001:db8::1", "2001:db8::1"}) {
    EXPECT_EQ(without_way_in(members), 0U) << members;
    EXPECT_EQ(without_names(members), 0U) << members;
  }
  EXPECT_TRUE(found(kind::NoWayIn.code, "securitygroup web { inbound { " + ssh + " } }").empty());
}

TEST(Exposure, ShowsAPacketThatTheRuleHas) {
  const Findings by_source_port = found(kOpen, inbound("10.0.0.1", "allow tcp 22 sport 20 from any"));
  ASSERT_EQ(by_source_port.size(), 1U);
  EXPECT_EQ(by_source_port[0].packet, "tcp 1.0.0.1:20 -> 10.0.0.1:22 is allowed");

  const Findings inside_range = found(kOpen, inbound("10.0.0.1", "allow tcp 6010 from any"));
  ASSERT_EQ(inside_range.size(), 1U);
  EXPECT_EQ(inside_range[0].packet, "tcp 1.0.0.1:40000 -> 10.0.0.1:6010 is allowed");

  const Findings to_one = found(kOpen, inbound("10.0.0.0/24", "allow ssh from any to 10.0.0.77"));
  ASSERT_EQ(to_one.size(), 1U);
  EXPECT_EQ(to_one[0].packet, "tcp 1.0.0.1:40000 -> 10.0.0.77:22 is allowed");
}

TEST(Exposure, CallsEverythingWhatEarlierDeniesLeave) {
  const Findings whole = found(kEverything, inbound("10.0.0.1", "deny all from 192.0.2.7 allow all from any"));
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0].message, "this allow lets everything from everywhere in");
  EXPECT_EQ(whole[0].packet, "tcp 1.0.0.1:40000 -> 10.0.0.1:80 is allowed");

  const Findings reduced = found(kEverything, inbound("10.0.0.1", "deny tcp from any allow all from any"));
  ASSERT_EQ(reduced.size(), 1U);
  EXPECT_EQ(reduced[0].message, "this allow lets everything from everywhere in, but for what earlier denies take");
}

TEST(NearlyEverywhere, IsWhatTheCommandLineSays) {
  const std::string half = inbound("10.0.0.1", "allow ssh from 0.0.0.0/1");
  const auto said = [&](std::optional<unsigned> percent) {
    driver::CompileSettings settings;
    settings.checks.nearly_everywhere = percent;
    const driver::Compilation run = driver::compiled(half, {}, settings);
    return std::count_if(run.sink.all().begin(), run.sink.all().end(), [](const Diagnostic& finding) {
      return finding.code == kind::OpenToTheWorld.code;
    });
  };
  EXPECT_EQ(said(std::nullopt), 0);
  EXPECT_EQ(said(40), 1);
  EXPECT_EQ(said(100), 0);
}

TEST(ClassicIntranet, IsOfIpv4) {
  const std::string text = "securitygroup web { members 10.0.0.1 network basic inbound { allow http from ";
  EXPECT_TRUE(found(kind::ClassicIntranetCidr.code, text + "any except rfc1918 } }").empty());
  EXPECT_EQ(found(kind::ClassicIntranetCidr.code, text + "0.0.0.0/1, 128.0.0.0/1 } }").size(), 1U);

  const std::string group = "\nsecuritygroup w { members 10.28.1.11 inbound { allow tcp 81 from 10.0.0.0/8 } }\n";
  const std::string network = "network basic { cidr 10.28.0.0/16 kind classic }";
  EXPECT_TRUE(found(kind::ClassicIntranetCidr.code, network + group).empty());
  EXPECT_EQ(found(kind::ClassicIntranetCidr.code, network + group + "instance i { addresses 10.28.1.11 groups w network basic }").size(), 1U);
}

}  // namespace
}  // namespace sgc
