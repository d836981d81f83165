// The packet of `sgc explain`, as people write it.
#include "compiler/driver/packet_query.h"

#include <gmock/gmock.h>

#include "tests/unit/driver/compiled.h"

namespace sgc::driver {
namespace {

using ::testing::HasSubstr;

const ir::Policy& policy() {
  static const Compilation run = sound(R"(
    group office { 198.51.100.0/24 }
    network prod { cidr 10.0.0.0/16 }
    loadbalancer edge {
      scheme public  vip 203.0.113.80  addresses 10.0.0.0/24  snat off
      listener web http 80 -> backend 8080 from office
    }
    securitygroup backend { members 10.0.1.0/24, 2001:db8:1::/64  inbound { allow ssh from office } }
    securitygroup nowhere { inbound { allow ssh from office } }
  )");
  return run.policy;
}

PacketQuery query(std::string_view text) {
  const auto parsed = parse_packet_query(text, policy());
  if (const auto* fault = std::get_if<PacketFault>(&parsed)) {
    ADD_FAILURE() << text << ": " << fault->what;
    return {};
  }
  return std::get<PacketQuery>(parsed);
}

std::string fault(std::string_view text) {
  const auto parsed = parse_packet_query(text, policy());
  const auto* found = std::get_if<PacketFault>(&parsed);
  return found == nullptr ? "taken" : found->what + " / " + found->help;
}

TEST(PacketQuery, TakesAddressesWithPorts) {
  const auto q = query("tcp 192.0.2.1:40000 -> 10.0.1.5 8080");
  EXPECT_EQ(to_string(q.from.addresses), "192.0.2.1");
  EXPECT_EQ(q.a, (NumberRange{40000, 40000}));
  EXPECT_EQ(q.b, (NumberRange{8080, 8080}));
  EXPECT_FALSE(q.to.point.known());
}

TEST(PacketQuery, TakesTheFormOfDiagnostics) {
  EXPECT_EQ(query("tcp 192.0.2.1:40000 -> 10.0.1.5:8080").b, (NumberRange{8080, 8080}));
  const auto v6 = query("udp [2001:db8::1]:53 -> [2001:db8:1::5]:5353");
  EXPECT_EQ(to_string(v6.to.addresses), "2001:db8:1::5");
  EXPECT_EQ(v6.a, (NumberRange{53, 53}));
  EXPECT_EQ(query("icmp:3/4 192.0.2.1 -> 10.0.1.5").b, (NumberRange{4, 4}));
}

TEST(PacketQuery, WhatIsLeftOutIsEverythingThatItCanBe) {
  const auto q = query("tcp 192.0.2.1 -> backend");
  EXPECT_EQ(q.a, kAllPorts);
  EXPECT_EQ(q.b, kAllPorts);
  EXPECT_EQ(to_string(q.to.addresses), "10.0.1.0/24");  // the family of the source
}

TEST(PacketQuery, ALoadBalancerIsItsVipsAsDestinationAndAllItsAddressesAsSource) {
  EXPECT_EQ(to_string(query("tcp 192.0.2.1 -> edge 80").to.addresses), "203.0.113.80");
  EXPECT_TRUE(query("tcp edge -> 10.0.1.5 80").from.addresses.contains(Address{Family::V4, 0x0A000007}));
}

TEST(PacketQuery, TakesEveryProtocol) {
  EXPECT_EQ(query("proto 89 192.0.2.1 -> 10.0.1.5").protocol, 89);
  EXPECT_EQ(query("gre 192.0.2.1 -> 10.0.1.5").protocol, protocol::kGre);
  EXPECT_EQ(query("icmp:echo-request 192.0.2.1 -> 10.0.1.5").a, (NumberRange{8, 8}));
  EXPECT_EQ(query("icmp6:echo-request 2001:db8::1 -> backend").a, (NumberRange{128, 128}));
  EXPECT_EQ(query("proto 6 192.0.2.1 -> 10.0.1.5 80").b, (NumberRange{80, 80}));
}

TEST(PacketQuery, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_THAT(fault(""), HasSubstr("no '->'"));
  EXPECT_THAT(fault("-> edge 80"), HasSubstr("does not name a protocol"));
  EXPECT_THAT(fault("http 192.0.2.1 -> edge"), HasSubstr("'http' is no protocol"));
  EXPECT_THAT(fault("tpc 192.0.2.1 -> edge"), HasSubstr("'tcp'"));
  EXPECT_THAT(fault("tcp -> edge 80"), HasSubstr("no source"));
  EXPECT_THAT(fault("tcp 192.0.2.1 ->"), HasSubstr("no destination"));
  EXPECT_THAT(fault("tcp 192.0.2.1 80 -> edge"), HasSubstr("one address or point"));
  EXPECT_THAT(fault("tcp 192.0.2.1 -> edge 80 81"), HasSubstr("one address or point"));
  EXPECT_THAT(fault("tcp 192.0.2.1 -> 10.0.1.5:80 81"), HasSubstr("two ports"));
  EXPECT_THAT(fault("tcp 192.0.2.1 -> edge 65536"), HasSubstr("'65536' is no port"));
  EXPECT_THAT(fault("tcp 192.0.2.1:x -> edge"), HasSubstr("'x' is no port"));
  EXPECT_THAT(fault("gre 192.0.2.1 -> 10.0.1.5 80"), HasSubstr("gre has no ports"));
  EXPECT_THAT(fault("tcp:3 192.0.2.1 -> edge"), HasSubstr("only icmp"));
  EXPECT_THAT(fault("icmp:ping 192.0.2.1 -> edge"), HasSubstr("'ping' is no type"));
  EXPECT_THAT(fault("icmp:3/256 192.0.2.1 -> edge"), HasSubstr("no code"));
  EXPECT_THAT(fault("proto 256 192.0.2.1 -> edge"), HasSubstr("0 to 255"));
  EXPECT_THAT(fault("tcp 192.0.2.1 -> edgy 80"), HasSubstr("'edge'"));
  EXPECT_THAT(fault("tcp office -> edge 80"), HasSubstr("is a group"));
  EXPECT_THAT(fault("tcp prod -> edge 80"), HasSubstr("'prod' is a network"));
  EXPECT_THAT(fault("tcp 192.0.2.0/24 -> edge 80"), HasSubstr("not one address"));
  EXPECT_THAT(fault("tcp 010.0.0.1 -> edge 80"), HasSubstr("10.0.0.1"));
  EXPECT_THAT(fault("tcp nowhere -> edge 80"), HasSubstr("does not say which addresses"));
  EXPECT_THAT(fault("tcp [2001:db8::1 -> backend"), HasSubstr("bracket"));
}

TEST(PacketQuery, APacketHasOneFamily) {
  EXPECT_THAT(fault("tcp 2001:db8::1 -> edge 80"), HasSubstr("share no address family"));
  EXPECT_THAT(fault("icmp 2001:db8::1 -> backend"), HasSubstr("share no address family"));
  EXPECT_THAT(fault("icmp6 192.0.2.1 -> backend"), HasSubstr("share no address family"));
  EXPECT_THAT(fault("ah 2001:db8::1 -> backend"), HasSubstr("share no address family"));
}

}  // namespace
}  // namespace sgc::driver
