// Policies made by hand, for tests of what comes after the IR: the smallest that shows a thing, without the front end.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "compiler/ir/policy.h"
#include "compiler/support/source_map.h"

namespace sgc::test {

// "10.0.0.0/8, 2001:db8::1, any": what a list of addresses means.
AddressSet addresses(std::string_view text);

ServiceSet tcp(std::uint16_t port);
ServiceSet tcp(std::uint16_t first, std::uint16_t last);
ServiceSet udp(std::uint16_t port);
ServiceSet ping();  // icmp and icmp6 echo-request

class PolicyBuilder {
 public:
  PolicyBuilder();

  // Points. Each is declared on a line of its own, in the order of the calls; default deny in both directions.
  ir::PointId group(std::string name, std::string_view members);
  ir::PointId external_group(std::string name, std::string_view members);
  ir::PointId balancer(std::string name, std::string_view vips, bool snat);
  ir::PointId instance(std::string name, std::string_view addresses, std::initializer_list<ir::PointId> groups);
  ir::PointId acl(std::string name, std::string_view subnets);

  // Sides. any() is a side that was not written.
  ir::WhoId who(std::string_view list);
  ir::WhoId any();
  ir::WhoId point(ir::PointId id);
  ir::WhoId self(ir::PointId id);

  // Adds a rule at the end of the list.
  ir::Rule& inbound(ir::PointId at, ir::Verdict verdict, const ServiceSet& services, ir::WhoId from);
  ir::Rule& outbound(ir::PointId at, ir::Verdict verdict, const ServiceSet& services, ir::WhoId to);

  // A blacklist on these points: stands before what their lists have so far. Inbound.
  void blacklist(std::string name, std::string_view deny, std::initializer_list<ir::PointId> on);

  // A listener of a load balancer with the rules that follow from it.
  void listener(ir::PointId balancer, std::string name, std::uint16_t port, ir::PointId backend,
                std::uint16_t backend_port, std::string_view from);

  ir::RuleNotes& notes(ir::Rule& rule);

  ir::TargetSettings& target(std::string_view name);
  void option(std::string_view target_name, std::string_view name, std::string value);
  void bind(std::string_view target_name, std::string_view name, std::string id);
  void quota(std::string_view target_name, std::string_view name, std::int64_t value);

  // Lists of instances are made of their groups' here, as language section 5 says; call it last.
  const ir::Policy& done();

  ir::Policy policy;
  SourceMap sources;

 private:
  Span next_line();
  ir::PointId add(ir::Point point);
  ir::Rule& add(ir::PointId at, ir::Direction direction, ir::Rule rule);

  std::string text_;
  std::uint32_t lines_ = 0;
  FileId file_;
};

}  // namespace sgc::test
