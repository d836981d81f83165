// Files of hosts that somebody edited after they were made: what changes what a file does is refused, even where the list
// that it says is the same, and what changes nothing is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "targets/iptables/iptables.h"
#include "targets/nftables/nftables.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc {
namespace {

using test::CompiledPolicy;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPolicy = R"(
group g { 203.0.113.0/24, 198.51.100.7, 2001:db8::/32 }
securitygroup s {
  members 10.0.1.0/24
  inbound { allow tcp 80 from g log "hi" allow tcp 81 from g log "ho" deny tcp 82 from any log }
  outbound { allow all to g default reject }
}
target nftables { priority 5 }
)";

// A deny of a set before an allow, so that a load has to be waited for; no option.
constexpr const char* kGuarded = R"(
group g { 203.0.113.0/24, 198.51.100.7, 2001:db8::/32 }
securitygroup s { inbound { deny tcp 22, 100-200 from g reject tcp 23 from g allow all from any } outbound { default allow } }
)";

// A list that is laid out as maps.
std::string long_policy() {
  std::string rules;
  for (int i = 0; i < 100; ++i) rules += "allow tcp " + std::to_string(1000 + i) + "-" + std::to_string(2000 + i) + " from 10.0." + std::to_string(i) + ".0/24\n";
  for (int i = 0; i < 2000; ++i) rules += "deny udp " + std::to_string(1 + i) + " from 10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "\n";
  return "securitygroup s { inbound { " + rules + " default reject } }";
}

// The place of `nth` (from 0) of these words.
std::size_t place_of(const std::string& text, const std::string& words, int nth) {
  std::size_t at = text.find(words);
  while (at != std::string::npos && nth-- > 0) at = text.find(words, at + 1);
  return at;
}

// What verify says of the files, in `path` of which `from` is now `to`.
std::string said_of(const targets::Target& target, const std::string& policy, const std::string& path, const std::string& from, const std::string& to, int nth = 0) {
  const CompiledPolicy compiled(policy, target.spec.name);
  const std::vector<ir::PointId> points{compiled.policy().find_point("s").value()};
  auto files = compiled.files();
  for (targets::OutputFile& file : files) {
    if (file.path != path) continue;
    const std::size_t at = place_of(file.bytes, from, nth);
    if (at == std::string::npos) return "not in the file: " + from + "\n" + file.bytes;
    file.bytes.replace(at, from.size(), to);
  }
  Sink sink;
  target.verify({compiled.policy(), compiled.sources(), points, "0.0.0", true}, files, sink);
  return render_text({sink.all(), compiled.sources()}, false);
}

std::string nft(const std::string& policy, const std::string& from, const std::string& to, int nth = 0) {
  return said_of(nftables::kTarget, policy, "nftables/s.nft", from, to, nth);
}

// Each field that a line can test: files with it are right.
TEST(HostEdits, EveryFieldThatIsWrittenIsRead) {
  const std::string policy =
      "securitygroup s { inbound { allow icmp 3/4, icmp 8, icmp6 1/3, icmp6 128, tcp 22 sport 1024-65535, udp 53 sport 53, sctp 80 sport 90, "
      "gre, proto 99 from any deny all from 192.0.2.1, 2001:db8::1 } }";
  for (const targets::Target* target : {&nftables::kTarget, &iptables::kTarget}) {
    EXPECT_THAT(said_of(*target, policy, "", "", ""), IsEmpty()) << target->spec.name;
  }
}

struct Edit {
  std::string from;
  std::string to;
  int nth = 0;
};

TEST(HostEdits, OfNftablesThatChangeWhatAFileDoesAreRefused) {
  const Edit edits[] = {
      {"\ndelete table inet sgc-s\n", "\nflush ruleset\n"},
      {"\ndelete table inet sgc-s\n", "\ndelete table inet sgc-other\n"},
      {"\ndelete table inet sgc-s\n", "\n"},
      {"priority filter + 5;", "priority filter - 5;"},
      {"priority filter + 5;", "priority filter - 5;", 1},
      {"priority filter + 5;", "priority filter + 6;"},
      {"priority filter + 5;", "priority filter - 250;"},
      {"priority filter + 5;", "priority filter + 5x;"},
      {"priority filter + 5;", "priority filter;"},
      {"hook output", "hook forward"},
      {"hook output", "hook postrouting"},
      {"policy drop;", "policy return;"},
      {"policy drop;", "policy drop!;"},
      {"policy drop;", "policy accept;"},
      {"policy drop;", "policy accept;", 1},
      {"ip daddr @g.v4", "ip foo @g.v4"},
      {"ip daddr @g.v4", "ip daddr2 @g.v4"},
      {"ip6 saddr @g.v6", "ip6 foo @g.v6"},
      {"tcp dport 80", "tcp foo 80"},
      {"tcp dport 80", "tcp dport 080"},
      {"tcp dport 81", "tcp dport 0121"},
      {"priority filter + 5;", "priority filter + 05;"},
      {"203.0.113.0/24", "203.0.113.0/24, 203.0.113.0/25"},
      {"203.0.113.0/24", "203.0.113.0/24, 203.0.113.255"},
      {"\t\tflags interval\n", ""},
      {"\t\tflags interval\n", "", 1},
      {"log prefix \"hi\"", "log prefix \"ho\""},
      {"log prefix \"hi\"", "log prefix \"sgc-s \""},
      {"log prefix \"hi\"", "log"},
      {"log prefix \"hi\"", "log prefix \"ho\"", 1},
      {"log prefix \"sgc-s policy.sg:5 deny: \"", "log prefix \"hi\""},
      {"log prefix \"sgc-s policy.sg:5 deny: \"", "log"},
      {"reject with tcp reset", "reject with icmpx admin-prohibited"},
      {"\t\tmeta l4proto tcp counter reject with tcp reset comment \"policy.sg:6 default\"\n", ""},
      {"\t\tcounter drop comment \"policy.sg:5 default\"\n", ""},
  };
  for (const Edit& edit : edits) EXPECT_THAT(nft(kPolicy, edit.from, edit.to, edit.nth), HasSubstr("SGC400")) << edit.from << " -> " << edit.to;
}

TEST(HostEdits, ThatMakeALoadUnsafeAreRefused) {
  const std::string guard = "\t\tmeta nfproto . meta l4proto != @load.finished drop comment \"a load is under way: no set is in use before it ends\"\n";
  const std::string end = "table inet sgc-s {\n\tset load.finished {\n\t\ttypeof meta nfproto . meta l4proto\n\t\tflags interval\n\t\telements = { 0-255 . 0-255 }\n\t}\n}\n";
  const Edit edits[] = {
      {guard, ""},
      {end, ""},
      {end, "add element inet sgc-s load.finished { 0-255 . 0-254 }\n"},
      {end, end + end},
      {"elements = { 0-255 . 0-255 }", "elements = { 0-255 . 0-254 }"},
      {"\t\tflags interval\n\t}\n", "\t\tflags interval\n\t\telements = { 0-255 . 0-255 }\n\t}\n"},
      {"priority filter;", "priority filter - 250;"},
      {"priority filter;", "priority filter - 250;", 1},
      {"priority filter;", "priority filter + 1;"},
      {"22, 100-200", "22, 100-200, 150"},
  };
  for (const Edit& edit : edits) EXPECT_THAT(nft(kGuarded, edit.from, edit.to, edit.nth), HasSubstr("SGC400")) << edit.from << " -> " << edit.to;
}

TEST(HostEdits, OfMapsAreRefused) {
  const std::string policy = long_policy();
  EXPECT_THAT(nft(policy, "", ""), IsEmpty());
  EXPECT_THAT(nft(policy, "\t\tflags interval\n", ""), HasSubstr("SGC400"));
  EXPECT_THAT(nft(policy, "typeof ip saddr", "typeof ip foo"), HasSubstr("SGC400"));
}

TEST(HostEdits, OfIptablesThatChangeWhatAFileDoesAreRefused) {
  const std::string by_icmp = "--reject-with icmp-admin-prohibited";
  const Edit edits[] = {
      {"COMMIT\n", "COMMIT"},
      {"--log-prefix \"hi\"", "--log-prefix \"ho\""},
      {"--log-prefix \"hi\"", "--log-prefix \"sgc-s \""},
      {" --log-prefix \"hi\"", ""},
      {"--log-prefix \"sgc-s policy.sg:5 deny: \"", "--log-prefix \"ho\""},
      {"--reject-with tcp-reset", by_icmp},
      {"-A OUTPUT -p tcp -m comment --comment \"policy.sg:6 default\" -j REJECT --reject-with tcp-reset\n", ""},
      {"-m limit --limit", "--limit"},
      {"-m limit --limit", "--limit 10/minute -m limit --limit"},
      {"-m limit --limit 10/minute", "-m limit --limit-burst 50 --limit 10/minute"},
      {"-m set --match-set", "--match-set"},
      {"-A INPUT -m comment --comment \"policy.sg:5 default\" -j DROP\n", ""},
  };
  for (const char* const family : {"4", "6"}) {
    for (Edit edit : edits) {
      if (family[0] == '6' && edit.to == by_icmp) edit.to = "--reject-with icmp6-adm-prohibited";
      if (family[0] == '6' && edit.from.starts_with("-m set")) continue;  // one prefix needs no set
      EXPECT_THAT(said_of(iptables::kTarget, kPolicy, std::string("iptables/s.rules.v") + family, edit.from, edit.to), HasSubstr("SGC400"))
          << edit.from << " -> " << edit.to;
    }
  }
}

TEST(HostEdits, ThatChangeNothingAreAccepted) {
  const Edit edits[] = {
      {"", ""},
      {"comment \"policy.sg:6\"", "comment \"what somebody knows\""},
      {"log prefix \"sgc-s policy.sg:5 deny: \"", "log prefix \"sgc-s policy.sg:7 deny: \""},
      {"counter accept", "accept"},
      {"\tchain input {", "\n\t# remark\n\tchain input {"},
  };
  for (const Edit& edit : edits) EXPECT_THAT(nft(kPolicy, edit.from, edit.to, edit.nth), IsEmpty()) << edit.from << " -> " << edit.to;
  EXPECT_THAT(nft(kGuarded, "", ""), IsEmpty());

  const std::string rules = "iptables/s.rules.v4";
  EXPECT_THAT(said_of(iptables::kTarget, kPolicy, rules, "", ""), IsEmpty());
  EXPECT_THAT(said_of(iptables::kTarget, kPolicy, rules, "policy.sg:5 deny: ", "policy.sg:9 deny: "), IsEmpty());
  EXPECT_THAT(said_of(iptables::kTarget, kPolicy, rules, "--comment \"policy.sg:6\"", "--comment \"what somebody knows\""), IsEmpty());
}

// Prefixes that each have a number of their own, so that one digit of it is not enough to tell them apart.
TEST(HostEdits, OneOfManyPrefixesIsNoticed) {
  std::string rules;
  for (int i = 0; i < 11; ++i) rules += "allow tcp " + std::to_string(100 + 2 * i) + " from 192.0.2.1 log \"rule " + std::to_string(i) + ": \"\n";
  const std::string policy = "securitygroup s { inbound { " + rules + " } }";
  for (int i = 0; i < 11; ++i) {
    for (int other = 0; other < 11; ++other) {
      const auto prefix = [](int of) { return "prefix \"rule " + std::to_string(of) + ": \""; };
      if (i == other) continue;
      EXPECT_THAT(nft(policy, prefix(i), prefix(other)), HasSubstr("logged as \"rule " + std::to_string(other))) << i;
      const std::string said = said_of(iptables::kTarget, policy, "iptables/s.rules.v4", "log-" + prefix(i), "log-" + prefix(other));
      EXPECT_THAT(said, HasSubstr("logged as \"rule " + std::to_string(other))) << i;
    }
  }
}

}  // namespace
}  // namespace sgc
