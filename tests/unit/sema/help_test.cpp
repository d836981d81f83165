// What is said of sides and services that do not fit names what was really written.
#include <gtest/gtest.h>

#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

std::string only_help(DiagnosticCode code, const std::string& text) {
  const Findings findings = found(code, text);
  return findings.size() == 1 ? findings[0].help : std::to_string(findings.size()) + " findings";
}

TEST(Help, OfAServiceThatIpv6DoesNotHave) {
  const auto help = [](const std::string& service) {
    return only_help(kind::ServiceNotInFamily.code, "securitygroup web { members 2001:db8::1 inbound { allow " +
                                                        service + " from any6 } }");
  };
  EXPECT_EQ(help("icmp"), "ICMP of IPv6 is `icmp6`; `ping` and `pmtu` are both families'");
  EXPECT_EQ(help("ah"), "in IPv6 it is an extension header, which no rule matches: name what comes behind it");
}

TEST(Help, OfWordsThatAreNoServices) {
  EXPECT_EQ(only_help(kind::UnknownService.code, "service web { icmp6 source-quench }"),
            "it is a type of ICMP: write `icmp source-quench`");
  EXPECT_EQ(only_help(kind::UnknownService.code, "service web { tcp 80 sport }"),
            "source ports follow it, once, behind the ports: `tcp 80 sport 1024-65535`");
}

TEST(EmptyByChoice, AnAssertionProvesNothing) {
  driver::MemoryLoader loader;
  loader.add("clients.txt", "");
  driver::Compilation run = driver::compiled(
      "group clients { file \"clients.txt\" optional }\n"
      "securitygroup web { members 10.0.0.1 inbound { allow http from 192.0.2.1 } }\n"
      "assert allow http from clients to web\n", std::move(loader));
  const auto& all = run.sink.all();
  const auto said = std::find_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.code == kind::DenyMatchesNothing.code; });
  ASSERT_NE(said, all.end());
  EXPECT_EQ(said->message, "the source of this assertion is empty, as its optional feeds are: nothing is proved by it");
}

}  // namespace
}  // namespace sgc
