// What iptables files say, as text: names, quoting, the traps of the tools, both kinds of table; and that files read
// back are proved or refused.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "targets/iptables/emit.h"
#include "targets/iptables/names.h"
#include "targets/iptables/quote.h"
#include "targets/iptables/verify.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc::iptables {
namespace {

using test::CompiledPolicy;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Files {
  std::string sets;
  std::string v4;
  std::string v6;
};

Files files_of(const std::string& policy, const std::string& point = "web") {
  const CompiledPolicy compiled(policy, "iptables");
  const std::string base = "iptables/" + point;
  return {compiled.file(base + ".ipset"), compiled.file(base + ".rules.v4"), compiled.file(base + ".rules.v6")};
}

std::string inbound(const std::string& rules) { return "securitygroup web { inbound { " + rules + " } }\n"; }

TEST(IptablesNames, FitTheLimitsAndStayApart) {
  const std::string longest(63, 'a');
  EXPECT_LE(helper_chain(longest, ir::Direction::Outbound, 999999).size(), kMostChainName);
  EXPECT_NE(list_chain(longest, ir::Direction::Inbound), list_chain(longest.substr(1) + "b", ir::Direction::Inbound));
  EXPECT_EQ(list_chain("web", ir::Direction::Inbound), "sgc-web.in");
  EXPECT_TRUE(is_chain_of("sgc-web.in.12", "web"));
  EXPECT_FALSE(is_chain_of("sgc-web2.in.12", "web"));
  EXPECT_FALSE(is_chain_of("sgc-web.in.x", "web"));

  const AddressSet one = AddressSet::of(Address{Family::V4, 1});
  const AddressSet two = AddressSet::of(Address{Family::V4, 2});
  EXPECT_LE(set_name(longest, longest, one, Family::V4, 0).size(), kMostSetName);
  EXPECT_NE(set_name("web", "office", one, Family::V4, 0), set_name("web", "office", two, Family::V4, 0));
  EXPECT_NE(set_name("web", "office", one, Family::V4, 0), set_name("web", "office", one, Family::V4, 1));
  EXPECT_EQ(set_name("web", "office", one, Family::V4, 0), set_name("web", "office", one, Family::V4, 0));
}

TEST(IptablesQuote, NoWordEndsItsStringOrLine) {
  EXPECT_EQ(in_quotation_marks("say \"hi\" \\"), "\"say \\\"hi\\\" \\\\\"");
  EXPECT_EQ(quote("two\nlines\r", Place::Comment).text, "two lines ");
  EXPECT_EQ(quote("-t nat", Place::LogPrefix).text, "_t nat");
  EXPECT_FALSE(quote("plain", Place::Comment).changed);
}

TEST(IptablesQuote, WhatTheToolsWouldCutIsCutBetweenCharacters) {
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "漢";
  const Quoted prefix = quote(wide, Place::LogPrefix);
  EXPECT_EQ(prefix.text.size(), 27U);
  EXPECT_TRUE(prefix.changed);
  EXPECT_EQ(quote(wide, Place::Comment).text.size(), 255U);
}

TEST(IptablesText, AnOrdinaryRuleIsOneLine) {
  const Files files = files_of(inbound("allow tcp 80, 443, 8000-8099 from 192.0.2.0/24 comment \"front\""));
  EXPECT_THAT(files.v4, HasSubstr("-A INPUT -s 192.0.2.0/24 -p tcp -m multiport --dports 80,443,8000:8099 -m comment --comment \"policy.sg:1 front\" -j ACCEPT\n"));
  EXPECT_THAT(files.v6, Not(HasSubstr("multiport")));
  EXPECT_THAT(files.v4, HasSubstr(":INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"));
}

TEST(IptablesText, ManyPortsAreCutIntoFifteens) {
  const Files files = files_of(inbound("allow tcp 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27-28, 30 from any"));
  EXPECT_THAT(files.v4, HasSubstr("--dports 1,3,5,7,9,11,13,15,17,19,21,23,25,27:28 "));
  EXPECT_THAT(files.v4, HasSubstr("--dport 30 "));
}

TEST(IptablesText, TheTrapsOfTheToolsAreNeverWritten) {
  const Files files = files_of(inbound("allow all from 192.0.2.1 reject all from 192.0.2.2 allow icmp, icmp6, ah, proto 255 from any"));
  for (const std::string& text : {files.v4, files.v6}) {
    EXPECT_THAT(text, Not(HasSubstr("-p 0 ")));
    EXPECT_THAT(text, Not(HasSubstr("-type 255")));
  }
  EXPECT_THAT(files.v4, HasSubstr("-p 51 "));
  EXPECT_THAT(files.v6, Not(HasSubstr("-p 51 ")));
  EXPECT_THAT(files.v4, HasSubstr("-s 192.0.2.2 -p tcp -m comment --comment \"policy.sg:1\" -j REJECT --reject-with tcp-reset\n"));
}

TEST(IptablesText, SetsHavePrefixesAloneAndOneMaxelem) {
  const Files files = files_of("group office { 0.0.0.1-255.255.255.255, ::1-::8 }\n" + inbound("allow ssh from office, 0.0.0.0 except 7.7.7.7"));
  EXPECT_THAT(files.sets, HasSubstr("hash:net family inet hashsize 64 maxelem 4294967295\n"));
  EXPECT_THAT(files.sets, Not(HasSubstr("/0\n")));
  EXPECT_THAT(files.v6, HasSubstr("-m iprange --src-range ::1-::8 "));
}

TEST(IptablesText, AnotherContentIsAnotherSet) {
  const auto sets = [](const char* last) { return files_of(fmt::format("group office {{ 192.0.2.1, 192.0.2.{} }}\n", last) + inbound("allow ssh from office")).sets; };
  const auto name = [](const std::string& text) { return text.substr(text.find("create "), text.find(" hash:net") - text.find("create ")); };
  EXPECT_THAT(name(sets("3")), HasSubstr("create sgc-web.office."));
  EXPECT_NE(name(sets("3")), name(sets("5")));
}

TEST(IptablesText, ALogHasALimitAndDecidesNothing) {
  const Files files = files_of(inbound("deny ssh from any log \"ssh \\\"in\\\"\""));
  EXPECT_THAT(files.v4, HasSubstr("-g sgc-web.in.1\n"));
  EXPECT_THAT(files.v4, HasSubstr("-m limit --limit 10/minute -j LOG --log-prefix \"ssh \\\"in\\\"\"\n"));
  EXPECT_THAT(files.v4, HasSubstr("-A sgc-web.in.1 -m comment --comment \"policy.sg:1\" -j DROP\n"));
}

// The kernel of iptables-legacy refuses the usual burst of five of them.
TEST(IptablesText, ARateOfFewLinesADayHasABurstOfItsOwn) {
  const auto text = [](const char* rate) {
    return files_of(fmt::format("target iptables {{ log-rate \"{}\" }}\n", rate) + inbound("deny ssh from any log")).v4;
  };
  EXPECT_THAT(text("1/day"), HasSubstr("-m limit --limit 1/day --limit-burst 1 -j LOG"));
  EXPECT_THAT(text("4/d"), HasSubstr("-m limit --limit 4/day --limit-burst 4 -j LOG"));
  EXPECT_THAT(text("5/day"), HasSubstr("-m limit --limit 5/day -j LOG"));
  EXPECT_THAT(text("1/hour"), HasSubstr("-m limit --limit 1/hour -j LOG"));
  EXPECT_THAT(text("off"), AllOf(HasSubstr("-j LOG"), Not(HasSubstr("--limit"))));
}

TEST(IptablesText, ASharedTableNamesTheJumpsAndNoChainOfOthers) {
  const Files files = files_of("target iptables { table shared }\n" + inbound("allow ssh from any"));
  EXPECT_THAT(files.v4, HasSubstr("\n# iptables -I INPUT -j sgc-web.in\n# iptables -I OUTPUT -j sgc-web.out\n"));
  EXPECT_THAT(files.v6, HasSubstr("\n# ip6tables -I INPUT -j sgc-web.in\n"));
  EXPECT_THAT(files.v4, HasSubstr("iptables-restore --noflush < web.rules.v4"));
  for (const char* const chain : {":INPUT", ":FORWARD", ":OUTPUT", "-A INPUT"}) EXPECT_THAT(files.v4, Not(HasSubstr(std::string("\n") + chain)));
}

// 128 rules, each with a source of its own.
std::string long_list(const std::string& before = "", const std::string& after = "") {
  std::string rules = before;
  for (int i = 0; i < 128; ++i) rules += fmt::format("allow tcp {} from 10.0.{}.0/24 ", 1000 + i, i);
  return inbound(rules + after);
}

TEST(IptablesText, TheBaseChainItselfSendsPacketsOn) {
  const Files files = files_of(long_list());
  EXPECT_THAT(files.v4, HasSubstr("-A INPUT -s 10.0.0.0/21 -j sgc-web.in.1\n-A INPUT -s 10.0.8.0/21 -j sgc-web.in.4\n"));
  EXPECT_THAT(files.v4, HasSubstr("\n-A sgc-web.in.1 -s 10.0.0.0/22 -g sgc-web.in.2\n"));
}

TEST(IptablesText, LinesForPacketsOfNoBranchAreTriedOnce) {
  const Files files = files_of(long_list("", "allow udp 53 from any "));
  EXPECT_THAT(files.v4, HasSubstr("-A INPUT -j sgc-web.in.1\n"));
  EXPECT_THAT(files.v4, HasSubstr("-A sgc-web.in.1 -s 10.0.0.0/21 -g "));
  EXPECT_THAT(files.v4, HasSubstr("\n-A sgc-web.in.1 -p udp --dport 53 "));
  EXPECT_THAT(files.v4, Not(HasSubstr("-A INPUT -s 10.")));
}

TEST(IptablesText, AtTheEndsOfATreeCommentsStandBehindTheLines) {
  const Files files = files_of(long_list("", "allow udp 53 from any "));
  EXPECT_THAT(files.v4, HasSubstr("-A sgc-web.in.3 -s 10.0.1.0/24 -p tcp --dport 1001 -j ACCEPT\n"
                                  "-A sgc-web.in.3 -p udp --dport 53 -j ACCEPT\n"
                                  "-A sgc-web.in.3 -m comment --comment \"1-3 policy.sg:1\"\n"));
  EXPECT_THAT(files.v4, HasSubstr("-A sgc-web.in.1 -p udp --dport 53 -m comment --comment \"policy.sg:1\" -j ACCEPT\n")) << "behind branches";
}

// Those that a tree leaves no line of: they would be filled at every load for nobody.
TEST(IptablesText, SetsThatNoLineAsksAreNotWritten) {
  const std::string covered = "deny all from 10.0.0.0/16 deny udp 7 from 10.0.0.1, 10.0.0.3 ";
  const Files files = files_of(long_list("", covered + "allow udp 53 from 192.0.2.1, 192.0.2.3 "));
  std::size_t sets = 0;
  for (std::size_t at = 0; (at = files.sets.find("\ncreate ", at)) != std::string::npos; ++at) {
    const std::size_t name = at + sizeof("\ncreate ") - 1;
    EXPECT_THAT(files.v4 + files.v6, HasSubstr("--match-set " + files.sets.substr(name, files.sets.find(' ', name) - name) + ' '));
    ++sets;
  }
  EXPECT_EQ(sets, 1U) << files.sets;
}

TEST(IptablesText, OptionsThatChangeNothingAreSaid) {
  EXPECT_THAT(CompiledPolicy("target iptables { counters off }\n" + inbound("allow ssh from any"), "iptables").diagnostics(), HasSubstr("SGC4202"));
  EXPECT_THAT(CompiledPolicy("target iptables { table shared forward drop }\n" + inbound("allow ssh from any"), "iptables").diagnostics(), HasSubstr("SGC4203"));
  EXPECT_THAT(CompiledPolicy(inbound("allow ssh from any"), "iptables").diagnostics(), HasSubstr("policy becomes drop"));
}

constexpr const char* kPolicy = R"(
group office { 192.0.2.0/28, 198.51.100.7, 2001:db8:1::/48 }
blacklist threats { deny 198.51.100.0/24 established deny }
securitygroup web {
  inbound {
    allow ssh from office
    deny tcp 80, 8080-8089 from 10.0.0.1, 10.0.0.3 log
    allow tcp 80 sport 1024-65535, udp 500 from any
    reject telnet, dns from any
    allow ping, icmp 3/4, gre from any
  }
  outbound { deny smtp to any except office default allow }
}
)";

// What verify says of the files with `from` replaced by `to` in the first of them that has it.
std::string verdict_on(const std::string& from, const std::string& to, const Limits& limits = {}) {
  const CompiledPolicy compiled(kPolicy);
  const std::vector<ir::PointId> points{compiled.policy().find_point("web").value()};
  const targets::Request request{compiled.policy(), compiled.sources(), points, "0.0.0", true};
  Sink sink;
  auto files = emit_files(request, limits, sink);
  const auto has_it = std::find_if(files.begin(), files.end(), [&](const targets::OutputFile& f) { return f.bytes.find(from) != std::string::npos; });
  if (has_it == files.end()) return "not in the files: " + from;
  has_it->bytes.replace(has_it->bytes.find(from), from.size(), to);

  Sink proof;
  verify_files(request, files, proof);
  return render_text({proof.all(), compiled.sources()}, false);
}

constexpr Limits kForced{.plain_lines = 0, .left_lines = 1, .fan_out = 3, .most_copies = 1000};

TEST(IptablesRead, EmittedFilesAreProvedToSayThePolicy) {
  EXPECT_EQ(verdict_on("", ""), "");
  EXPECT_EQ(verdict_on("", "", kForced), "");
}

TEST(IptablesRead, EveryKindOfChangeIsNoticed) {
  const std::pair<const char*, const char*> changes[] = {
      {"4 192.0.2.0/28\n", "4 192.0.2.0/27\n"},
      {" 10.0.0.3\n", " 10.0.0.4\n"},
      {"--dport 500", "--dport 501"},
      {"1024:65535", "1023:65535"},
      {":INPUT DROP", ":INPUT ACCEPT"},
      {"-p 47", "-p 46"},
      {"--icmp-type 3/4", "--icmp-type 3/3"},
      {"-j REJECT --reject-with tcp-reset", "-j DROP"},
      {"-m conntrack --ctstate RELATED,ESTABLISHED", "-m conntrack --ctstate NEW,ESTABLISHED"},
      {"-i lo ", "-i eth0 "},
      {"--hl-eq 255", "--hl-eq 254"},
      {"src -m comment", "dst -m comment"},
      {"-s 2001:db8:1::/48", "-s 2001:db8::/48"},
  };
  for (const auto& [from, to] : changes) EXPECT_THAT(verdict_on(from, to), HasSubstr("SGC4005")) << from << " -> " << to;
}

// The sets of one family are interned apart, so the policy's own numbers for sets say nothing about them.
TEST(IptablesRead, ThePacketShownHasAnAddressOfThePoint) {
  const std::string many = "group a { 192.0.2.1 } group b { 192.0.2.2 } group c { 192.0.2.3 } group d { 192.0.2.4 }\n";
  const CompiledPolicy compiled(many + "securitygroup web { members 10.0.1.7 inbound { allow tcp 80 from any } }");
  const std::vector<ir::PointId> points{compiled.policy().find_point("web").value()};
  const targets::Request request{compiled.policy(), compiled.sources(), points, "0.0.0", true};
  Sink sink;
  auto files = emit_files(request, {}, sink);
  for (targets::OutputFile& file : files) {
    if (const std::size_t at = file.bytes.find("--dport 80 "); at != std::string::npos) file.bytes.replace(at, 11, "--dport 81 ");
  }

  Sink proof;
  verify_files(request, files, proof);
  EXPECT_THAT(render_text({proof.all(), compiled.sources()}, false), HasSubstr("-> 10.0.1.7:8"));
}

// A log decides nothing, and yet somebody waits for it.
TEST(IptablesRead, WhatIsLoggedIsTheSame) {
  const std::string log = "-A sgc-web.in.1 -m comment --comment \"policy.sg:7\" -m limit --limit 10/minute -j LOG --log-prefix \"sgc-web policy.sg:7 deny: \"\n";
  EXPECT_EQ(verdict_on("--log-prefix \"sgc-web policy.sg:7", "--log-prefix \"sgc-web policy.sg:5"), "") << "a place";
  for (const Limits& limits : {Limits{}, kForced}) {
    EXPECT_THAT(verdict_on(" -j LOG", " -j LOG", limits), IsEmpty());
    EXPECT_THAT(verdict_on("-m limit --limit 10/minute ", "", limits), HasSubstr("SGC4006"));
    EXPECT_THAT(verdict_on("--limit 10/minute", "--limit 11/minute", limits), HasSubstr("SGC4006"));
  }
  EXPECT_THAT(verdict_on(log, ""), AllOf(HasSubstr("SGC4005"), HasSubstr(": logged says the policy, not logged the file")));
  EXPECT_THAT(verdict_on("# Outbound\n", "-A INPUT -m limit --limit 10/minute -j LOG\n"), IsEmpty()) << "no packet comes there";
  EXPECT_THAT(verdict_on("-A OUTPUT -o lo -j ACCEPT\n", "-A OUTPUT -o lo -j ACCEPT\n-A OUTPUT -m limit --limit 10/minute -j LOG\n"), HasSubstr("SGC400"));
}

TEST(IptablesRead, WhatSgcNeverWritesIsRefused) {
  const std::pair<const char*, const char*> changes[] = {
      {"-p 47", "-p 0"},           {"--icmp-type 3/4", "--icmp-type 255"}, {"COMMIT\n", ""},
      {"-g sgc-web.in.1", "-g nowhere"}, {"-j DROP", "-j MARK"},               {":FORWARD DROP", ":FORWARD ACCEPT"},
      {"hash:net", "hash:ip"},     {"-m limit --limit 10/minute -j LOG --log-prefix", "-m limit --limit 10/minute -j DROP --log-prefix"},
      {"*filter", "*raw"},         {"add sgc-web.office", "add sgc-web.offive"}, {"maxelem 4294967295", "maxelem 65536"}};
  for (const auto& [from, to] : changes) EXPECT_THAT(verdict_on(from, to), HasSubstr("SGC4006")) << from << " -> " << to;
}

// Words that mean something else to the tools than they seem to, and that these load without a complaint.
TEST(IptablesRead, WhatTheToolsReadOtherwiseIsRefused) {
  const std::pair<std::string, std::string> changes[] = {
      {"--dport 500", "--dport 0500"},
      {"-p 47", "-p 057"},
      {"--icmp-type 3/4", "--icmp-type 03/4"},
      {"-p 47", "-p 47 -m limit"},
      {"--reject-with tcp-reset", "--reject-with icmp-admin-prohibited"},
      {" --reject-with tcp-reset", ""},
      {"COMMIT\n", "#" + std::string(10238, 'x') + "-I INPUT -j ACCEPT\nCOMMIT\n"},
      {"\ncreate ", "\n#" + std::string(1022, 'x') + "flush\ncreate "},
      {"\ncreate sgc-web.", "\ncreate admins hash:net family inet hashsize 64 maxelem 4294967295\ncreate sgc-web."},
  };
  for (const auto& [from, to] : changes) EXPECT_THAT(verdict_on(from, to), HasSubstr("SGC4006")) << from << " -> " << to.substr(0, 80);
}

TEST(IptablesRead, ATableThatNoHostHasRoomForIsRefused) {
  for (const std::string size : {"134217728", "4294967295", "99999999999"}) {
    EXPECT_THAT(verdict_on("hashsize 64 ", "hashsize " + size + " "), HasSubstr("SGC4006")) << size;
  }
}

TEST(IptablesComments, ThoseOfDefaultsAreToldOfWhenTheyAreCut) {
  const std::string list = "outbound { default deny log comment \"" + std::string(300, 'x') + "\" }";
  EXPECT_THAT(CompiledPolicy("securitygroup web { inbound { } " + list + " }", "iptables").diagnostics(), HasSubstr("SGC4004"));
  EXPECT_THAT(CompiledPolicy("securitygroup web { inbound { } " + list + " }", "nftables").diagnostics(), HasSubstr("SGC4004"));
}

TEST(IptablesDefaults, InstancesLogWhatAGroupWantsToSeeOfWhatNoRuleTakes) {
  const std::string groups = "securitygroup a { inbound { allow ssh from 192.0.2.0/24 } }\nsecuritygroup b { inbound { default deny log \"rest\" } }\n";
  const CompiledPolicy compiled(groups + "instance i { addresses 10.0.0.1 groups a, b }\ninstance j { addresses 10.0.0.2 groups a }", "iptables");
  EXPECT_THAT(compiled.file("iptables/i.rules.v4"), HasSubstr("-j LOG --log-prefix \"rest\""));
  EXPECT_THAT(compiled.file("iptables/j.rules.v4"), Not(HasSubstr("-j LOG")));
}

TEST(IptablesNames, TwoPointsWithTheSameChainsAreAnErrorWhereTheyShareATable) {
  const std::string points =
      "securitygroup customer-070-stage-search { inbound { allow https from any } }\n"
      "securitygroup customer-221-prod-db { inbound { allow tcp 5432 from 10.0.0.0/8 } }\n";
  EXPECT_THAT(CompiledPolicy::diagnostics_of(points + "target iptables { table shared }", "iptables"), HasSubstr("SGC4204"));
  EXPECT_THAT(CompiledPolicy::diagnostics_of(points, "iptables"), Not(HasSubstr("SGC4204")));
}

}  // namespace
}  // namespace sgc::iptables
