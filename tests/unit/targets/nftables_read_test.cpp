// Files are read back from their text alone; what is read is what the policy says, whatever form it was written in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "compiler/ir/evaluate.h"
#include "targets/nftables/emit.h"
#include "targets/nftables/read_lists.h"
#include "targets/nftables/verify.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc::nftables {
namespace {

using test::CompiledPolicy;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPolicy = R"(
group office { 192.0.2.0/28, 2001:db8:1::/48 }
group hosts { 10.0.0.1, 10.0.0.3, 10.0.0.5 }
blacklist threats { deny 198.51.100.0/24 established deny }
securitygroup web {
  inbound {
    allow ssh from office
    deny tcp 80, 8080-8089 from hosts log
    allow tcp 80 sport 1024-65535, udp 500 from any
    reject telnet, dns from any
    allow ping, icmp 3/4, gre, proto 89 from any
    allow tcp 1-100 from 10.0.0.0/29 to 203.0.113.1, 203.0.113.7
  }
  outbound { deny smtp to any except hosts default allow }
}
)";

targets::Request request_for(const CompiledPolicy& compiled, const std::vector<ir::PointId>& points) {
  return {compiled.policy(), compiled.sources(), points, "0.0.0", true};
}

std::vector<targets::OutputFile> files_of(const CompiledPolicy& compiled, const Limits& limits = {}) {
  const std::vector<ir::PointId> points{compiled.policy().find_point("web").value()};
  Sink sink;
  return emit_files(request_for(compiled, points), limits, sink);
}

std::string said_of(const CompiledPolicy& compiled, const std::vector<targets::OutputFile>& files) {
  const std::vector<ir::PointId> points{compiled.policy().find_point("web").value()};
  Sink sink;
  verify_files(request_for(compiled, points), files, sink);
  return render_text({sink.all(), compiled.sources()}, false);
}

// What verify says of the file with `from` replaced by `to`, which must stand in it.
std::string verdict_on(const CompiledPolicy& compiled, const std::string& from, const std::string& to, const Limits& limits = {}) {
  auto files = files_of(compiled, limits);
  std::string& text = files[0].bytes;
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return "not in the file: " + from + "\n" + text;
  text.replace(at, from.size(), to);
  return said_of(compiled, files);
}

constexpr Limits kForced{.plain_items = 0, .left_items = 1, .look_up_in_lines = 0, .least_block = 1, .least_hash_table = 1,
                         .interval_map = 3, .part_of_interval_map = 2, .items_in_lines = 3, .part_of_lines = 1,
                         .least_in_cells = 1, .named_per_item = 100};

TEST(NftablesRead, AnEmittedFileIsProvedToSayThePolicy) {
  const CompiledPolicy compiled(kPolicy);
  EXPECT_EQ(verdict_on(compiled, "", ""), "");
  EXPECT_EQ(verdict_on(compiled, "", "", kForced), "");
}

// What is not named by a rule must not get into the cells that stand for what is.
TEST(NftablesRead, RulesBetweenGroupsAreAMapOfCells) {
  const CompiledPolicy compiled(
      "group a { 192.0.2.0/29, 192.0.2.16/29, 192.0.2.32/29, 192.0.2.64/29, 192.0.2.96/29 }\n"
      "group b { 198.51.100.0/29, 198.51.100.16/29, 198.51.100.32/29, 198.51.100.64/29, 198.51.100.96/29 }\n"
      "securitygroup web { outbound {\n"
      "  allow ssh from a to b\n"
      "  deny ssh from a to a\n"
      "  deny https from b to a\n"
      "  allow tcp 8000-8099 from b to b\n"
      "} }\n");
  const std::string text = files_of(compiled, kForced)[0].bytes;
  EXPECT_NE(text.find("ip saddr @outbound.v4.named.sources ip daddr @outbound.v4.named.destinations jump outbound.v4.named\n"), std::string::npos) << text;
  EXPECT_NE(text.find("0.0.0.0-195.255.255.255 . 196.0.0.0-255.255.255.255 . tcp . 22 : accept, # policy.sg:4\n"), std::string::npos) << text;
  EXPECT_EQ(verdict_on(compiled, "", "", kForced), "");
  for (const auto& [from, to] : {std::pair{"named.sources ip daddr @outbound.v4.named.destinations", "named.sources"},
                                 std::pair{"192.0.2.16/29", "192.0.2.16/28"}}) {
    EXPECT_NE(verdict_on(compiled, from, to, kForced).find("SGC4005"), std::string::npos) << from;
  }
  // A cell is free to end anywhere between the names.
  EXPECT_EQ(verdict_on(compiled, "0.0.0.0-195.255.255.255", "0.0.0.0-193.255.255.255", kForced), "");
}

TEST(NftablesRead, ADifferenceIsShownByAPacket) {
  const CompiledPolicy compiled(kPolicy);
  const std::string said = verdict_on(compiled, "tcp dport 22 counter accept", "tcp dport 23 counter accept");
  EXPECT_NE(said.find("error[SGC4005]: nftables/web.nft: the inbound list that it says differs from the policy's"), std::string::npos) << said;
  EXPECT_NE(said.find("says the policy"), std::string::npos) << said;
}

TEST(NftablesRead, EveryKindOfChangeIsNoticed) {
  const CompiledPolicy compiled(kPolicy);
  const std::pair<const char*, const char*> changes[] = {
      {"192.0.2.0/28", "192.0.2.0/27"},
      {"10.0.0.3", "10.0.0.4"},
      {"dport { 80, 8080-8089 } counter drop", "dport { 79, 8080-8089 } counter drop"},
      {"sport 1024-65535", "sport 1023-65535"},
      {"counter drop comment \"policy.sg:5 default\"", "counter accept"},
      {"{ 47, 89 }", "{ 47, 90 }"},
      {"{ gre, 89 }", "{ gre, 90 }"},
      {"reject with tcp reset", "drop"},
      {"icmp code 4", "icmp code 3"},
      {"\t\tct state established,related accept\n", ""},
      {"\t\tiifname \"lo\" accept\n", ""},
      {"ip6 hoplimit 255", "ip6 hoplimit 254"},
      {"\t\tip saddr 198.51.100.0/24 counter drop comment \"policy.sg:4 blacklist threats\"\n", ""},
      {"2001:db8:1::/48", "2001:db8:2::/48"},
      {"ip saddr @hosts.v4 tcp dport { 80, 8080-8089 } counter drop", "tcp dport { 80, 8080-8089 } counter drop"},
  };
  int noticed = 0;
  for (const auto& [from, to] : changes) {
    const std::string said = verdict_on(compiled, from, to);
    if (said.find("not in the file") == 0) continue;
    EXPECT_NE(said.find("SGC4005"), std::string::npos) << from << " -> " << to << '\n' << said;
    ++noticed;
  }
  EXPECT_GE(noticed, 13);
}

TEST(NftablesRead, WhatSgcNeverWritesIsRefused) {
  const CompiledPolicy compiled(kPolicy);
  for (const auto& [from, to] : {std::pair{"tcp dport 22 counter accept", "meta mark 7 accept"},
                                 std::pair{"tcp dport 22 counter accept", "tcp dport 22 counter goto nowhere"},
                                 std::pair{"\tchain output {", "\tflowtable output {"},
                                 std::pair{"@office.v4", "@nobody.v4"},
                                 std::pair{"table inet sgc-web {", "table inet sgc-other {"},
                                 std::pair{"192.0.2.0/28", "192.0.2.0/0x1c"}}) {
    EXPECT_NE(verdict_on(compiled, from, to).find("SGC4006"), std::string::npos) << from << " -> " << to;
  }
}

TEST(NftablesRead, MapsWhoseElementsMeetProveNothing) {
  const CompiledPolicy compiled(kPolicy);
  const std::string said = verdict_on(compiled, "203.0.113.7 . tcp . 1-100", "203.0.113.1 . tcp . 90-110", kForced);
  EXPECT_NE(said.find("shares packets with that of line"), std::string::npos) << said;
}

// A list that logs in every way: single lines, both answers of a reject, chains that maps go to, the default.
std::string logging_policy(const std::string& log_rate = "10/minute") {
  return "target nftables { log-rate \"" + log_rate + R"(" }
group office { 192.0.2.0/28, 2001:db8:1::/48 }
blacklist threats { deny 198.51.100.0/24 established deny log }
securitygroup web {
  inbound {
    allow ssh from office log "admin: "
    allow tcp 8443 from office
    reject telnet, dns from any log
    deny tcp 80, 8080-8089 from 10.0.0.1, 10.0.0.3 log
    deny all from 203.0.113.0/24 log
    allow udp 500 from any
    default deny log
  }
  outbound { allow https to office deny smtp to any log default allow }
}
)";
}

constexpr const char* kNotLogged = ": logged says the policy, not logged the file";
constexpr const char* kLogged = ": not logged says the policy, logged the file";

// A log decides nothing, and yet somebody waits for it.
TEST(NftablesRead, WhatIsLoggedIsTheSame) {
  for (const char* rate : {"10/minute", "off"}) {
    const CompiledPolicy compiled(logging_policy(rate));
    for (const Limits& limits : {Limits{}, kForced}) {
      EXPECT_THAT(verdict_on(compiled, "", "", limits), IsEmpty()) << rate;
      EXPECT_THAT(verdict_on(compiled, "log prefix \"admin: \"", "log prefix \"nobody: \"", limits), HasSubstr("logged as \"admin: \" says the policy, logged as \"nobody: \" the file"));
      EXPECT_THAT(verdict_on(compiled, "log prefix \"admin: \"", "log", limits), HasSubstr("logged as \"\" the file"));
    }
  }
}

TEST(NftablesRead, EachLogThatIsGoneIsNoticed) {
  const CompiledPolicy compiled(logging_policy());
  for (const Limits& limits : {Limits{}, kForced}) {
    const std::string text = files_of(compiled, limits)[0].bytes;
    int logs = 0;
    for (std::size_t at = 0; (at = text.find(" log prefix ", at)) != std::string::npos; ++at, ++logs) {
      const std::size_t begin = text.rfind('\n', at) + 1;
      const std::size_t end = text.find('\n', at) + 1;
      auto files = files_of(compiled, limits);
      files[0].bytes.erase(begin, end - begin);
      EXPECT_THAT(said_of(compiled, files), HasSubstr(kNotLogged)) << text.substr(begin, end - begin) << text;
    }
    EXPECT_GE(logs, 8);
  }
}

TEST(NftablesRead, ALogThatIsAddedIsNoticed) {
  const CompiledPolicy limited(logging_policy());
  const std::string rule = "\t\tudp dport 500 counter accept";
  EXPECT_THAT(verdict_on(limited, rule, "\t\tudp dport 500 limit rate 10/minute log\n" + rule), HasSubstr(kLogged));

  const CompiledPolicy unlimited(logging_policy("off"));
  EXPECT_THAT(verdict_on(unlimited, "udp dport 500 counter accept", "udp dport 500 counter log accept"), HasSubstr(kLogged));
  EXPECT_THAT(verdict_on(unlimited, "counter log prefix \"admin: \" accept", "counter accept"), HasSubstr(kNotLogged));
}

// Of packets that come by a map: what it says, and what the chains say that it sends them to.
TEST(NftablesRead, LogsOfMapsAreNoticed) {
  const CompiledPolicy compiled(logging_policy());
  EXPECT_THAT(verdict_on(compiled, "tcp . 25 : goto deny.log.2,", "tcp . 25 : drop,", kForced), HasSubstr(kNotLogged));
  const std::string jump = "\t\tmeta nfproto ipv6 jump inbound.v6\n";
  EXPECT_THAT(verdict_on(compiled, jump, "\t\tmeta nfproto ipv6 limit rate 10/minute log\n" + jump, kForced), HasSubstr(kLogged));
  const CompiledPolicy other("securitygroup web { inbound { deny smtp from any log deny ssh from any } }");
  EXPECT_THAT(verdict_on(other, "tcp . 22 : drop", "tcp . 22 : goto deny.log", kForced), HasSubstr(kLogged));
}

// The packets that are logged are no longer those that the line behind it decides.
TEST(NftablesRead, ALogOfOtherPacketsIsShownByAPacket) {
  const CompiledPolicy compiled(logging_policy());
  const std::string tests = "ip saddr { 10.0.0.1, 10.0.0.3 } tcp dport { 80, 8080-8089 } limit";
  EXPECT_THAT(verdict_on(compiled, tests, "ip saddr 10.0.0.1 tcp dport { 80, 8080-8089 } limit"), HasSubstr(kNotLogged));
  EXPECT_THAT(verdict_on(compiled, tests, "ip saddr @office.v4 tcp dport { 80, 8080-8089 } limit"), HasSubstr(kNotLogged));
  EXPECT_THAT(verdict_on(compiled, tests, "ip saddr 10.0.0.0/24 tcp dport { 80, 8080-8089 } limit"), HasSubstr("SGC4006")) << "by the default, too";
}

// Nothing else stands before a log, or a host may be made to write without end.
TEST(NftablesRead, LogsHaveTheLimitThatTheRateGives) {
  const CompiledPolicy compiled(logging_policy());
  const CompiledPolicy unlimited(logging_policy("off"));
  for (const Limits& limits : {Limits{}, kForced}) {
    for (const char* other : {"", "limit rate 11/minute ", "limit rate 10/second ", "limit rate over 10/minute ", "limit rate 10/minute burst 50 packets "}) {
      EXPECT_THAT(verdict_on(compiled, "limit rate 10/minute ", other, limits), HasSubstr("SGC4006")) << other;
    }
  }
  EXPECT_THAT(verdict_on(unlimited, "udp dport 53 counter log", "udp dport 53 limit rate 10/minute counter log"), HasSubstr("SGC4006"));
}

// Packets would be logged twice, or decided only as often as logged.
TEST(NftablesRead, LogsThatSgcNeverWritesAreRefused) {
  const CompiledPolicy compiled(logging_policy());
  const std::string log = "\t\ttcp dport 80 limit rate 10/minute log\n";
  const std::pair<std::string, std::string> changes[] = {
      {"\t\tudp dport 500 ", log + "\t\tudp dport 500 "},
      {"\t\tudp dport 500 ", log + log + "\t\tudp dport 500 "},
      {"\t\tct state", log + "\t\tct state"},
      {"udp dport 500 counter accept", "udp dport 500 limit rate 10/minute log accept"},
      {"udp dport 500 counter accept", "udp dport 500 limit rate 10/minute accept"},
      {"log prefix \"admin: \"\n", "log prefix \"admin: \" accept\n"},
      {"log prefix \"admin: \"\n", "log prefix \"admin: \" group 7\n"},
      {"\t}\n}\n", "\t\tlimit rate 10/minute log\n\t}\n}\n"},
  };
  for (const auto& [from, to] : changes) EXPECT_THAT(verdict_on(compiled, from, to), HasSubstr("SGC4006")) << from << " -> " << to;
  for (const char* frame : {"\t\tiifname", "\t\toifname"}) {
    EXPECT_THAT(verdict_on(compiled, frame, "\t\tlimit rate 10/minute log\n" + std::string(frame)), HasSubstr("SGC400"));
  }
}

TEST(NftablesRead, WordsOfRemarksAreNotRead) {
  const CompiledPolicy compiled("securitygroup web { inbound { deny ssh from any log \"a vmap of \" comment \"a vmap of it\" } }");
  EXPECT_EQ(verdict_on(compiled, "", ""), "");
}

}  // namespace
}  // namespace sgc::nftables
