// Words of users that try to break out of their place: the file loads, and means what it meant without them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/verdicts/host_fixture.h"

namespace sgc::verdicts {
namespace {

std::vector<std::string> hostile_words() {
  return {"-t",
          "-j ACCEPT",
          "!",
          "COMMIT",
          "\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n",
          "\" accept comment \"",
          "\"; flush ruleset; \"",
          "x\nflush ruleset\n",
          "x\r\n\t}\n}\nflush ruleset\n",
          "} } flush ruleset",
          "*/ // /* #",
          "; ; ;",
          "$undefined ${x} $5",
          "%s%n%d",
          "back\\",
          "\\\" accept #",
          "include \"/etc/passwd\"",
          "é漢字🔥evil",
          "\xff\xfe\x80",
          std::string("nul\0in it", 9),
          std::string(1000, 'x'),
          std::string(1000, '"'),
          [] { std::string wide; for (int i = 0; i < 300; ++i) wide += "漢"; return wide; }()};
}

// As a string of the language.
std::string written(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (c != '\r' && c != '\0' && static_cast<unsigned char>(c) < 0xFE && c != '\x80') {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string policy_with(const std::string& word) {
  const std::string w = written(word);
  return fmt::format(
      "target nftables {{ baseline off log-rate \"off\" }} target iptables {{ baseline off log-rate \"off\" }}\n"
      "securitygroup backend {{\n"
      "  description {0} owner {0} tags {{ team {0} }}\n"
      "  inbound {{\n"
      "    allow ssh from 192.0.2.0/24 comment {0} ticket {0} owner {0} log {0}\n"
      "    reject dns from any log {0} comment {0}\n"
      "    default deny log {0} comment {0}\n"
      "  }}\n"
      "}}\n"
      "blacklist bad {{ deny 198.51.100.0/24 log {0} }}\n",
      w);
}

class HostHostileTest : public HostTest {};
INSTANTIATE_TEST_SUITE_P(Hosts, HostHostileTest, testing::ValuesIn(host_targets()), name_of_target);

TEST_P(HostHostileTest, HostileWordsLoadAndChangeNothing) {
  for (const std::string& word : hostile_words()) {
    SCOPED_TRACE(word.substr(0, 40));
    expect_agreement(policy_with(word), "backend", Form::Usual, 300);
    expect_agreement(policy_with(word), "backend", Form::Forced, 300);
  }
}

// Read back, the files say the policy, so no word is anything but a word.
TEST_P(HostHostileTest, WordsAreNothingButWords) {
  for (const std::string& word : hostile_words()) {
    const CompiledPolicy compiled(policy_with(word));
    const auto files = emitted(target(), compiled, "backend");
    EXPECT_EQ(read_back(target(), compiled, "backend", files), "") << text_of(files);
  }
}

// Keywords of the tools as names of groups, points and services of the language.
TEST_P(HostHostileTest, KeywordsAsNamesLoad) {
  const std::vector<std::string> names{"drop", "accept", "jump", "ip", "log", "set", "map", "table", "chain", "type", "policy", "counter",
                                       "limit", "meta", "ct", "fib", "day", "hour", "time", "socket", "quota", "dst", "add", "inet", "flow",
                                       "snat", "xt", "osf", "elements", "v4", "filter", "input", "output", "ports", "_", "A-b"};
  std::string text = host_options("baseline off");
  for (const std::string& name : names) text += fmt::format("group {} {{ 192.0.2.{} }}\n", name, &name - names.data() + 1);
  text += "securitygroup counter-of {\n  inbound {\n";
  for (const std::string& name : names) text += fmt::format("    allow ssh from {}, 198.51.100.9 except 198.51.100.1\n    deny http from {}\n", name, name);
  expect_agreement(text + "  }\n}\n", "counter-of");
  for (const char* const point : {"filter", "nat", "drop", "x-y"}) {
    expect_agreement(host_options("baseline off") + fmt::format("securitygroup {} {{ inbound {{ allow ssh from any }} }}", point), point);
  }
}

}  // namespace
}  // namespace sgc::verdicts
