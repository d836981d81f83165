// Answers about packets of which something is left open: all kinds are found, and told apart only where a
// list does.
#include "compiler/driver/explain_answers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/unit/driver/compiled.h"

namespace sgc::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Answer> ask(const Compilation& run, std::string_view text, std::optional<OneList> only = {}) {
  const auto query = parse_packet_query(text, run.policy);
  if (std::holds_alternative<PacketFault>(query)) {
    ADD_FAILURE() << std::get<PacketFault>(query).what;
    return {};
  }
  return answers(run.policy, std::get<PacketQuery>(query), only).value_or(std::vector<Answer>{});
}

// "allow tcp 80 (IPv4) from … to …", for each answer and kind.
std::vector<std::string> texts(const std::vector<Answer>& all) {
  std::vector<std::string> texts;
  for (const Answer& answer : all) {
    std::string text(to_string(answer.way.verdict));
    for (const PacketKind& kind : answer.kinds) {
      text +=
          fmt::format("; {} {} -> {}", to_string(kind.services), to_string(kind.from), to_string(kind.to));
    }
    texts.push_back(text);
  }
  return texts;
}

const Compilation& web() {
  static const Compilation run = sound(R"(
    securitygroup web {
      members 10.0.1.0/24
      inbound {
        deny  tcp 80 sport 1-1023 from any4
        allow tcp 80 from 198.51.100.0/24
        allow icmp echo-request from any4
      }
    }
  )");
  return run;
}

TEST(ExplainAnswers, OnePacketHasOne) {
  EXPECT_THAT(texts(ask(web(), "tcp 198.51.100.7:40000 -> 10.0.1.5 80")),
              ElementsAre("allow; tcp 80 sport 40000 (IPv4) 198.51.100.7 -> 10.0.1.5"));
}

TEST(ExplainAnswers, SourcePortsThatAListTellsApartAreAnsweredApart) {
  EXPECT_THAT(texts(ask(web(), "tcp 198.51.100.7 -> web 80")),
              ElementsAre("allow; tcp 80 sport 0, 1024-65535 (IPv4) 198.51.100.7 -> 10.0.1.0/24",
                          "deny; tcp 80 sport 1-1023 (IPv4) 198.51.100.7 -> 10.0.1.0/24"));
}

TEST(ExplainAnswers, SourcePortsThatNoListTellsApartAreOne) {
  EXPECT_THAT(texts(ask(web(), "tcp 192.0.2.1 -> web 443")),
              ElementsAre("deny; tcp 443 (IPv4) 192.0.2.1 -> 10.0.1.0/24"));
}

TEST(ExplainAnswers, IcmpTypesAreAnsweredApart) {
  EXPECT_THAT(texts(ask(web(), "icmp 192.0.2.1 -> web")),
              ElementsAre("deny; icmp 0-7; icmp 9-255 192.0.2.1 -> 10.0.1.0/24",
                          "allow; icmp echo-request 192.0.2.1 -> 10.0.1.0/24"));
}

TEST(ExplainAnswers, NobodysPacketHasNone) {
  EXPECT_THAT(texts(ask(web(), "tcp 192.0.2.1 -> 192.0.2.2 80")), IsEmpty());
}

TEST(ExplainAnswers, OneListIsAskedWhateverTheAddresses) {
  const OneList inbound{*web().policy.find_point("web"), ir::Direction::Inbound};
  EXPECT_THAT(texts(ask(web(), "tcp 198.51.100.7:40000 -> 192.0.2.2 80", inbound)),
              ElementsAre("allow; tcp 80 sport 40000 (IPv4) 198.51.100.7 -> 192.0.2.2"));
}

TEST(ExplainAnswers, AddressesOfAPointThatAListTellsApartAreAnsweredApart) {
  const Compilation run = sound(R"(
    securitygroup app { members 10.0.2.0/24 }
    securitygroup db  { members 10.0.3.0/24  inbound { deny postgresql from 10.0.2.128/25  allow postgresql from app } }
  )");
  EXPECT_THAT(texts(ask(run, "tcp app:40000 -> db 5432")),
              ElementsAre("allow; tcp 5432 sport 40000 (IPv4) 10.0.2.0/25 -> 10.0.3.0/24",
                          "deny; tcp 5432 sport 40000 (IPv4) 10.0.2.128/25 -> 10.0.3.0/24"));
}

TEST(ExplainAnswers, TheReplyAtAnAclTellsSourcePortsApart) {
  const Compilation run = sound(R"(
    securitygroup web { members 10.0.1.0/24  inbound { allow http from any } }
    acl subnet {
      subnets 10.0.1.0/24
      inbound  { allow http from any4 }
      outbound { allow tcp 1024-65535 to any4 }
    }
  )");
  EXPECT_THAT(texts(ask(run, "tcp 192.0.2.1 -> web 80")),
              ElementsAre("deny; tcp 80 sport 0-1023 (IPv4) 192.0.2.1 -> 10.0.1.0/24",
                          "allow; tcp 80 sport 1024-65535 (IPv4) 192.0.2.1 -> 10.0.1.0/24"));
}

// Every other port up to 200.
std::string many_ports() {
  std::string ports = "1";
  for (int port = 3; port < 200; port += 2) ports += fmt::format(", {}", port);
  return ports;
}

TEST(ExplainAnswers, TooManyKindsAreSaidInsteadOfCut) {
  const Compilation run = sound("acl web { subnets 10.0.1.0/24  inbound { allow tcp " + many_ports() + " from any } }");
  const auto query = parse_packet_query("tcp 192.0.2.1 -> web", run.policy);
  EXPECT_FALSE(answers(run.policy, std::get<PacketQuery>(query), std::nullopt));
}

// Only at a network ACL is a packet's source port the destination port of something.
TEST(ExplainAnswers, DestinationPortsDoNotCutSourcePorts) {
  const Compilation run = sound("securitygroup web { members 10.0.1.0/24  inbound { allow tcp " + many_ports() + " from any } }");
  const auto query = parse_packet_query("tcp 192.0.2.1 -> web", run.policy);
  const auto found = answers(run.policy, std::get<PacketQuery>(query), std::nullopt);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), 2U);
}

}  // namespace
}  // namespace sgc::driver
