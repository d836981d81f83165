// What only iptables has to prove: a load in three steps that is right between any two of them, one filter table that
// others use too, and the traps of its tools.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "targets/iptables/names.h"
#include "tests/verdicts/harness/talk.h"
#include "tests/verdicts/harness/test_words.h"
#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

class IptablesStateTest : public HostTest {
 protected:
  static std::string tool(const char* name) {  // "iptables-legacy"
    return fmt::format("{}-{}", name, target().name == "iptablesNft" ? "nft" : "legacy");
  }

  static std::string shown(const std::string& command) { return lab().load({}, {command}).transcript; }

  static bool agrees_with(const CompiledPolicy& policy, Family family) {
    const ir::RuleList& list = policy.point("web").inbound;
    std::vector<ir::Packet> packets = boundary_packets(policy.policy(), list, {400, 1});
    std::erase_if(packets, [family](const ir::Packet& packet) { return packet.family != family; });
    return compare(policy.policy(), list, packets, lab().judge(ir::Direction::Inbound, packets)).agreed();
  }
};
INSTANTIATE_TEST_SUITE_P(Hosts, IptablesStateTest, testing::Values(host_targets()[1], host_targets()[2]), name_of_target);

constexpr const char* kOptions = "target iptables { baseline off }\n";

// Both of these name the same group, with other addresses in it.
std::string version(int number) {
  return kOptions + fmt::format(
                        "group office {{ 192.0.2.{0}, 192.0.2.1{0}, 2001:db8:{0}::1, 2001:db8:1{0}::1 }}\n"
                        "securitygroup web {{ inbound {{ deny ssh from office allow tcp 22, 80{0} from any }} }}\n",
                        number);
}

TEST_P(IptablesStateTest, BetweenAnyTwoStepsOfAReloadOneVersionHolds) {
  const CompiledPolicy before(version(1));
  const CompiledPolicy after(version(2));
  ASSERT_TRUE(load(emitted(target(), before, "web")).ok);
  ASSERT_TRUE(agrees_with(before, Family::V4));
  ASSERT_FALSE(agrees_with(after, Family::V4));

  const auto files = emitted(target(), after, "web");
  const auto step = [&](std::size_t i) { return lab().load(files, std::span(&target().commands[i], 1)).ok; };
  ASSERT_TRUE(step(0));
  EXPECT_TRUE(agrees_with(before, Family::V4));
  EXPECT_TRUE(agrees_with(before, Family::V6));
  ASSERT_TRUE(step(1));
  EXPECT_TRUE(agrees_with(after, Family::V4));
  EXPECT_TRUE(agrees_with(before, Family::V6));
  ASSERT_TRUE(step(2));
  EXPECT_TRUE(agrees_with(after, Family::V4));
  EXPECT_TRUE(agrees_with(after, Family::V6));
}

// The last command of the header.
std::string clean_up_of(const std::vector<NamedFile>& files) {
  const std::string& text = files.at(1).bytes;
  const std::size_t begin = text.find("ipset list -t");
  return text.substr(begin, text.find('\n', begin) - begin);
}

// Sets of others may be named after the point, and so may points: only what begins with the point's prefix is its own.
TEST_P(IptablesStateTest, CleaningUpTakesAwayTheSetsThatNoRuleUsesAndNoOthers) {
  const auto files = emitted(target(), CompiledPolicy(version(2)), "web");
  lab().clear();
  ASSERT_TRUE(load(files).ok);
  const std::string fresh = shown("ipset list -n");

  lab().clear();
  ASSERT_TRUE(load(emitted(target(), CompiledPolicy(version(1)), "web")).ok);
  const std::string foreign[] = {"foreign", "sgc-webs.x.4", "old-sgc-web.saved", "sgc-x-sgc-web.y.4", "sgc-webb.z.4"};
  for (const std::string& set : foreign) ASSERT_TRUE(lab().load({}, {"ipset create " + set + " hash:net"}).ok);
  ASSERT_TRUE(load(files).ok);

  const Loaded cleaned = lab().load({}, {clean_up_of(files)});
  EXPECT_TRUE(cleaned.ok) << "whoever runs it must be able to tell a failure\n" << cleaned.transcript;
  const std::string left = shown("ipset list -n");
  EXPECT_EQ(std::count(left.begin(), left.end(), '\n'), std::count(fresh.begin(), fresh.end(), '\n') + std::ssize(foreign)) << left << fresh;
  for (const std::string& set : foreign) EXPECT_NE(left.find(set), std::string::npos) << left;
  EXPECT_NE(left.find("sgc-web.office."), std::string::npos) << left;
  EXPECT_TRUE(agrees_with(CompiledPolicy(version(2)), Family::V4));
  EXPECT_TRUE(lab().load({}, {clean_up_of(files)}).ok) << "nor does it fail where nothing is left to do";
}

TEST_P(IptablesStateTest, AFeedThatGrewLoadsAndAnInterruptedLoadIsMended) {
  std::string large = kOptions + std::string("group office {");
  for (int i = 0; i < 3000; ++i) large += fmt::format(" 10.{}.{}.1", i / 256, i % 256);
  large += " } securitygroup web { inbound { deny ssh from office allow ssh from any } }";
  ASSERT_TRUE(load(emitted(target(), CompiledPolicy(version(1)), "web")).ok);
  const CompiledPolicy grown(large);
  auto files = emitted(target(), grown, "web");
  auto half = files;
  half[0].bytes = half[0].bytes.substr(0, half[0].bytes.size() / 2);
  half[0].bytes.resize(half[0].bytes.rfind('\n') + 1);
  ASSERT_TRUE(lab().load(half, std::span(&target().commands[0], 1)).ok);
  ASSERT_TRUE(load(files).ok);
  EXPECT_TRUE(agrees_with(grown, Family::V4));
}

TEST_P(IptablesStateTest, TheWholeTableSetsThePolicyOfForward) {
  for (const char* const policy : {"drop", "accept"}) {
    const std::string text = fmt::format("target iptables {{ forward {} }} securitygroup web {{ inbound {{ allow ssh from any }} }}", policy);
    for (const char* const name : {"iptables", "ip6tables"}) {
      ASSERT_TRUE(lab().load({}, {tool(name) + " -P FORWARD " + (policy == std::string("drop") ? "ACCEPT" : "DROP"), tool(name) + " -A FORWARD -j ACCEPT"}).ok);
    }
    ASSERT_TRUE(load(emitted(target(), CompiledPolicy(text), "web")).ok);
    for (const char* const name : {"iptables", "ip6tables"}) {
      const std::string forward = shown(tool(name) + " -S FORWARD");
      EXPECT_NE(forward.find(policy == std::string("drop") ? "-P FORWARD DROP" : "-P FORWARD ACCEPT"), std::string::npos) << forward;
      EXPECT_EQ(forward.find("-A FORWARD -j ACCEPT"), std::string::npos) << "the old rules are gone\n" << forward;
      EXPECT_EQ(forward.find("-A FORWARD -j DROP") != std::string::npos, policy == std::string("drop")) << forward;
    }
  }
}

// The range of what may be written, to its ends.
TEST_P(IptablesStateTest, EveryRateOfLogLinesLoads) {
  for (const char* const rate : {"1/day", "2/day", "3/day", "4/day", "5/day", "1/hour", "1/minute", "1/second", "10000/day", "10000/second", "off"}) {
    const std::string text = fmt::format("target iptables {{ baseline off log-rate \"{}\" }}\n"
                                         "securitygroup web {{ inbound {{ deny ssh from any log default deny log }} }}\n", rate);
    const CompiledPolicy policy(text);
    const auto files = emitted(target(), policy, "web");
    const Loaded loaded = load(files);
    ASSERT_TRUE(loaded.ok) << rate << '\n' << loaded.transcript;
    EXPECT_EQ(read_back(target(), policy, "web", files), "") << rate;
  }
}

std::string shared_version(int number) {
  return fmt::format("target iptables {{ table shared baseline off }}\n"
                     "group office {{ 192.0.2.{0}, 192.0.2.1{0}, 2001:db8:{0}::1, 2001:db8:1{0}::1 }}\n"
                     "securitygroup web {{\n"
                     "  inbound {{ deny ssh from office allow tcp 22, 80{0} from any reject all from any4 default deny log }}\n"
                     "  outbound {{ deny smtp to office default allow }}\n"
                     "}}\n",
                     number);
}

class IptablesSharedTest : public IptablesStateTest {
 protected:
  static bool load_shared(const std::vector<NamedFile>& files) {
    return lab().load(files, std::vector<std::string>{target().commands[0], tool("iptables") + "-restore --noflush < point.rules.v4",
                                                      tool("ip6tables") + "-restore --noflush < point.rules.v6"}).ok;
  }

  // The commands that the comment lines of the files give, for this variant.
  static std::vector<std::string> jumps_of(const std::vector<NamedFile>& files) {
    std::vector<std::string> commands;
    for (const NamedFile& file : files) {
      for (const char* const name : {"iptables", "ip6tables"}) {
        const std::string start = fmt::format("\n# {} -I ", name);
        for (std::size_t at = file.bytes.find(start); at != std::string::npos; at = file.bytes.find(start, at + 1)) {
          const std::size_t options = at + start.size();
          commands.push_back(tool(name) + " -I " + file.bytes.substr(options, file.bytes.find('\n', options) - options));
        }
      }
    }
    return commands;
  }
};
INSTANTIATE_TEST_SUITE_P(Hosts, IptablesSharedTest, testing::Values(host_targets()[1], host_targets()[2]), name_of_target);

TEST_P(IptablesSharedTest, ASharedTableIsExactAndReloadsInPlace) {
  const CompiledPolicy first(shared_version(1));
  const auto files = emitted(target(), first, "web");
  ASSERT_TRUE(load_shared(files));
  const auto jumps = jumps_of(files);
  ASSERT_EQ(jumps.size(), 4U);
  ASSERT_TRUE(lab().load({}, jumps).ok);
  for (const ir::Direction direction : ir::kDirections) {
    const Comparison comparison = judge(first, "web", direction, 1000);
    EXPECT_TRUE(comparison.agreed()) << to_string(comparison);
  }
  const std::string once = shown(target().listing);
  ASSERT_TRUE(load_shared(files));
  EXPECT_EQ(shown(target().listing), once);

  const CompiledPolicy second(shared_version(2));
  ASSERT_TRUE(load_shared(emitted(target(), second, "web")));
  for (const ir::Direction direction : ir::kDirections) EXPECT_TRUE(judge(second, "web", direction, 1000).agreed());
}

TEST_P(IptablesSharedTest, RulesChainsAndSetsOfOthersStayAsTheyAre) {
  for (const char* const name : {"iptables", "ip6tables"}) {
    ASSERT_TRUE(lab().load({}, {tool(name) + " -N others", tool(name) + " -A others -p udp --dport 7 -j DROP", tool(name) + " -A INPUT -j others",
                                tool(name) + " -A FORWARD -j others", tool(name) + " -P FORWARD DROP"}).ok);
  }
  ASSERT_TRUE(lab().load({}, {"ipset create foreign hash:net", "ipset add foreign 192.0.2.0/24"}).ok);
  const std::string before = shown(target().listing);
  ASSERT_TRUE(load_shared(emitted(target(), CompiledPolicy(shared_version(1)), "web")));

  std::string rest;
  const std::string after = shown(target().listing);
  for (std::size_t at = 0; at < after.size();) {
    const std::size_t end = after.find('\n', at);
    const std::string line = after.substr(at, end - at);
    if (line.find("sgc-web.") == std::string::npos) rest += line + "\n";
    at = end + 1;
  }
  EXPECT_EQ(rest, before);
  EXPECT_NE(shown("ipset list foreign").find("192.0.2.0/24"), std::string::npos);
}

// The chains of the point that the kernel has and these files do not.
std::vector<std::string> left_chains(const std::string& listing, const std::vector<NamedFile>& files) {
  const std::string text = text_of(files);
  std::vector<std::string> left;
  for (std::size_t at = listing.find("\n:sgc-web."); at != std::string::npos; at = listing.find("\n:sgc-web.", at + 1)) {
    const std::string start = listing.substr(at, listing.find(' ', at) + 1 - at);
    if (text.find(start) == std::string::npos) left.push_back(start);
  }
  return left;
}

TEST_P(IptablesSharedTest, ChainsThatAShorterListLeavesBehindAreHarmlessAndCanBeTakenAway) {
  std::string rules;
  for (int i = 1; i <= 20; ++i) rules += fmt::format("allow tcp {} from 198.51.{}.0/24, 2001:db8:{}::/48 ", 2000 + i, i, i);
  const CompiledPolicy longer(fmt::format("target iptables {{ table shared baseline off }} securitygroup web {{ inbound {{ {} }} }}\n", rules));
  const auto before = emitted(target(), longer, "web", Form::Forced);
  ASSERT_TRUE(load_shared(before));
  ASSERT_TRUE(lab().load({}, jumps_of(before)).ok);
  for (const char* const name : {"iptables", "ip6tables"}) {
    ASSERT_TRUE(lab().load({}, {tool(name) + " -N sgc-webs.in.7", tool(name) + " -A sgc-webs.in.7 -p udp -j DROP"}).ok);
  }

  const CompiledPolicy shorter(shared_version(1));
  const auto files = emitted(target(), shorter, "web");
  ASSERT_TRUE(load_shared(files));
  EXPECT_FALSE(left_chains(shown(target().listing), files).empty());
  for (const ir::Direction direction : ir::kDirections) EXPECT_TRUE(judge(shorter, "web", direction, 500).agreed());

  for (std::size_t i : {1U, 2U}) {
    const std::string& text = files.at(i).bytes;
    const std::string name = i == 1 ? "iptables" : "ip6tables";
    const std::size_t begin = text.find("#   " + name + " -S | awk");
    ASSERT_NE(begin, std::string::npos);
    std::string command = text.substr(begin + 4 + name.size(), text.find('\n', begin) - begin - 4 - name.size());
    command.replace(command.find("web.rules"), 3, "point");
    command.replace(command.find("| " + name) + 2, name.size(), tool(name.c_str()));
    ASSERT_TRUE(lab().load(files, std::vector<std::string>{tool(name.c_str()) + command}).ok) << command;
  }
  const std::string after = shown(target().listing);
  EXPECT_TRUE(left_chains(after, files).empty()) << after;
  EXPECT_NE(after.find("sgc-webs.in.7"), std::string::npos);
  for (const ir::Direction direction : ir::kDirections) EXPECT_TRUE(judge(shorter, "web", direction, 500).agreed());
}

TEST_P(IptablesStateTest, TheTrapsOfTheToolsAreNotSteppedInto) {
  // Protocols in the neighbourhood of «all», types in that of «any», AH and other headers of IPv6, all addresses as two
  // halves, more ports than multiport takes, ranges of IPv6 without end.
  expect_agreement(std::string(kOptions) +
                       "group halves { 0.0.0.0/1, 128.0.0.0/1, ::/1, 8000::/1 }\n"
                       "group but-one { any except 192.0.2.7, 2001:db8::7 }\n"
                       "group wide { ::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe, 0.0.0.1-255.255.255.254 }\n"
                       "securitygroup web {\n"
                       "  inbound {\n"
                       "    allow proto 255, proto 1, proto 58, proto 2 from 192.0.2.0/24, 2001:db8::/64\n"
                       "    allow icmp 254, icmp 253/254, icmp6 254, icmp6 1/0 from 198.51.100.0/24, 2001:db8:1::/64\n"
                       "    reject ah, proto 43, proto 44, proto 60, proto 59, gre from any\n"
                       "    allow tcp 1, 3, 5-6, 8, 10, 12, 14, 16, 18, 20-21, 23, 25, 27, 29, 31-33, 35, 37, 39 from but-one\n"
                       "    allow tcp 100 sport 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33-35 from any\n"
                       "    deny udp 53 from halves\n"
                       "    allow udp 54 from wide\n"
                       "    allow sctp 5, 7 sport 9, 11 from halves\n"
                       "    allow sctp from but-one to wide\n"
                       "  }\n"
                       "  outbound { reject all to but-one default allow }\n"
                       "}\n",
                   "web");
}

TEST_P(IptablesStateTest, NamesOfAnyLengthLoad) {
  const std::string name = "a-name-as-long-as-the-language-takes-it-with-all-its-sixty-three";
  const std::string point = name.substr(0, 63);
  std::string text = std::string(kOptions) + fmt::format("group {0}x {{ 192.0.2.1, 192.0.2.3 }} group {0}y {{ 192.0.2.5, 192.0.2.7 }}\n", point.substr(0, 62));
  text += fmt::format("securitygroup {0} {{ inbound {{ allow ssh from {1}x log deny all from {1}y log allow http from any log }} }}\n", point, point.substr(0, 62));
  expect_agreement(text, point);
  expect_agreement(text, point, Form::Forced);
}

}  // namespace
}  // namespace sgc::verdicts
