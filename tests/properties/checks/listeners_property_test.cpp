// Findings about listeners (SGC3010 to 3013) against sending one packet of each class on its way: random policies with
// load balancers, and for every listener what must be said of it, and what must not.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "compiler/checks/wording.h"
#include "compiler/diag/catalog.h"
#include "compiler/ir/trace.h"
#include "tests/night.h"
#include "tests/properties/checks/packet_classes.h"
#include "tests/properties/random_policy.h"
#include "tests/unit/targets/compiled_policy.h"

namespace sgc::checks {
namespace {

constexpr std::size_t kMostJourneys = 3'000;  // of one listener; those with more are left out

properties::RandomPolicyOptions policies_with_listeners() {
  properties::RandomPolicyOptions options;
  options.groups = 3;
  options.services = 2;
  options.security_groups = 2;
  options.rules = 4;
  options.elements = 2;
  options.hostile_texts = false;
  options.includes = false;
  options.assertions = false;
  return options;
}

std::uint8_t number_of(ir::WireProtocol wire) {
  return wire == ir::WireProtocol::Tcp ? protocol::kTcp : protocol::kUdp;
}

bool lets_in(const ir::Policy& policy, const ir::RuleList& list, const ir::Packet& packet) {
  return ir::evaluate(policy, list, packet).verdict == ir::Verdict::Allow;
}

// What is true of one listener.
class Truths {
 public:
  Truths(const ir::Policy& policy, const PacketClasses& classes, ir::PointId balancer, const ir::Listener& listener)
      : policy_(policy),
        classes_(classes),
        balancer_(balancer),
        part_(*policy.point(balancer).load_balancer()),
        listener_(listener),
        machines_(machines()) {
    clients_ = packets(others(), policy.addresses(part_.vips), listener.wire, opened_from(listener.wire), listener.port);
    const AddressSet& own = policy.addresses(part_.addresses);
    const AddressSet& checkers = own.empty() ? policy.addresses(part_.vips) : own;
    health_ = packets(checkers, members(), listener.health_wire, opened_from(listener.health_wire), listener.health_port);
  }

  bool too_many() const { return clients_.size() + health_.size() > kMostJourneys; }

  bool is_cut_off() const {
    const AddressSet sent = part_.snat ? policy_.addresses(part_.seen_by_backends) : others();
    return some_machine_without(clients_, {}, balancer_, sent);
  }
  bool is_unhealthy() const {
    const AddressSet& own = policy_.addresses(part_.addresses);
    return some_machine_without(health_, balancer_, listener_.backend, own.empty() ? policy_.addresses(part_.vips) : own);
  }

  // The lists at which clients are turned away whom the other side lets in. Without a name: clients of a family that no
  // member has end at the load balancer.
  std::set<std::string> one_sided() const {
    std::set<std::string> lists;
    for (const Machine& machine : machines_) {
      if (!any_through(clients_, {}, balancer_, machine)) continue;
      if (any_stranger()) lists.insert("");
      add_stops_behind(machine, lists);
      if (!part_.snat && machine.point.known() && some_come_around(machine)) {
        lists.insert(name(balancer_, ir::Direction::Inbound));
      }
    }
    return lists;
  }

  // Places of rules, and of defaults, that let clients in beside the load balancer.
  std::set<Span> exposing() const {
    std::set<Span> places;
    if (!part_.snat) return places;
    for (const Machine& machine : machines_) {
      const auto around = packets(others(), machine.addresses, listener_.wire, kAllPorts, listener_.backend_port);
      if (!machine.point.known() || !any_through(around, {}, listener_.backend, machine)) continue;
      const ir::RuleList& list = policy_.point(machine.point).inbound;
      for (const ir::Packet& packet : around) {
        const ir::Decision decision = ir::evaluate(policy_, list, packet);
        const std::size_t rule = decision.rule.value_or(list.rules.size());
        const bool own = !decision.rule || list.rules[rule].origin == ir::Origin::Written;
        if (decision.verdict == ir::Verdict::Allow && own) places.insert(Wording::place(list, rule));
      }
    }
    return places;
  }

 private:
  const AddressSet& members() const { return policy_.addresses(policy_.point(listener_.backend).addresses); }

  // The clients of the listener: the load balancer is none of its own, and members of the backend are where all are.
  AddressSet others() const {
    const AddressSet& named = policy_.addresses(listener_.from);
    const AddressSet strangers = subtract(named, policy_.addresses(policy_.point(balancer_).addresses));
    const AddressSet& from = strangers.empty() ? named : strangers;
    const AddressSet outside = subtract(from, members());
    return outside.empty() ? from : outside;
  }

  static NumberRange opened_from(ir::WireProtocol wire) {
    return wire == ir::WireProtocol::Tcp ? NumberRange{1024, kMaxPort} : kAllPorts;
  }

  std::vector<ir::Packet> packets(const AddressSet& from, const AddressSet& to, ir::WireProtocol wire,
                                  NumberRange sources, std::uint16_t port) const {
    std::vector<ir::Packet> all;
    const ServiceSet services = ServiceSet::ports(number_of(wire), sources, {port, port});
    for (const Address& source : classes_.addresses(from)) {
      for (const Address& destination : classes_.addresses(to)) {
        if (source.family != destination.family) continue;
        for (const ServicePoint& service : classes_.services(services, source.family)) {
          all.push_back({service.family, service.protocol, source.value, destination.value, service.a, service.b});
        }
      }
    }
    return all;
  }

  // A list that is asked about packets to the backend, and the addresses that it is asked about.
  struct Machine {
    ir::PointId point;  // unknown: the group is somebody else's
    AddressSet addresses;
  };

  std::vector<Machine> machines() const {
    const std::vector<ir::PointId> speakers = ir::speakers_for(policy_, listener_.backend);
    if (speakers.empty()) return {{{}, members()}};
    AddressSet nobodys = members();
    for (const ir::PointId speaker : speakers) nobodys = subtract(nobodys, policy_.addresses(policy_.point(speaker).addresses));
    std::vector<Machine> all;
    for (const ir::PointId speaker : speakers) {
      const bool is_instance = policy_.point(speaker).instance() != nullptr;
      const AddressSet own = intersect(members(), policy_.addresses(policy_.point(speaker).addresses));
      const Machine machine{speaker, !is_instance ? members() : own.empty() ? nobodys : own};
      if (!is_instance || !machine.addresses.empty()) all.push_back(machine);
    }
    return all;
  }

  static bool comes_to(const ir::Way& way, const Machine& machine) {
    return std::any_of(way.steps.begin(), way.steps.end(), [&](const ir::Step& step) {
      return step.kind == ir::Step::Kind::List && step.point == machine.point &&
             step.direction == ir::Direction::Inbound && !step.reply &&
             machine.addresses.contains(step.packet.destination_address());
    });
  }

  bool any_through(const std::vector<ir::Packet>& packets, ir::PointId from, ir::PointId to, const Machine& machine) const {
    return std::any_of(packets.begin(), packets.end(), [&](const ir::Packet& packet) {
      const std::vector<ir::Way> ways = ir::trace(policy_, {packet, from, to});
      if (ways.empty()) return !machine.point.known();
      return std::any_of(ways.begin(), ways.end(), [&](const ir::Way& way) {
        return way.let_through() && (!machine.point.known() || comes_to(way, machine));
      });
    });
  }

  // Machines of families that nothing is sent to are left out where others are not.
  bool some_machine_without(const std::vector<ir::Packet>& packets, ir::PointId from, ir::PointId to,
                            const AddressSet& sent) const {
    const auto is_meant = [&](const Machine& machine) {
      return std::any_of(std::begin(kFamilies), std::end(kFamilies), [&](Family family) {
        return !machine.addresses.empty(family) && !sent.empty(family) && !packets.empty() &&
               (part_.snat || to != balancer_ || !policy_.addresses(part_.vips).empty(family));
      });
    };
    const bool all = std::none_of(machines_.begin(), machines_.end(), is_meant);
    return std::any_of(machines_.begin(), machines_.end(), [&](const Machine& machine) {
      return (all || is_meant(machine)) && !any_through(packets, from, to, machine);
    });
  }

  std::string name(ir::PointId point, ir::Direction direction) const {
    return fmt::format("{} {}", policy_.point(point).name, to_string(direction));
  }

  static bool is_ephemeral(const ir::Packet& packet) { return packet.a >= 1024; }

  // Where a client that the load balancer let in is stopped, not by an acl around the client.
  void add_stops_behind(const Machine& machine, std::set<std::string>& lists) const {
    for (const ir::Packet& packet : clients_) {
      if (!is_ephemeral(packet)) continue;
      for (const ir::Way& way : ir::trace(policy_, {packet, {}, balancer_})) {
        const ir::Step& last = way.steps.back();
        if (way.let_through() || last.kind != ir::Step::Kind::List || !is_let_in(way)) continue;
        const ir::AclPart* acl = policy_.point(last.point).acl();
        const bool at_home = acl != nullptr && policy_.addresses(acl->subnets).contains(packet.source_address());
        if (!at_home && is_sent_to(way, machine)) lists.insert(name(last.point, last.direction));
      }
    }
  }

  bool is_sent_to(const ir::Way& way, const Machine& machine) const {
    const bool at_another = std::any_of(way.steps.begin(), way.steps.end(), [&](const ir::Step& step) {
      return policy_.point(step.point).instance() != nullptr && step.point != machine.point;
    });
    return !at_another && std::any_of(way.steps.begin(), way.steps.end(), [&](const ir::Step& step) {
      return step.point == balancer_ && step.direction == ir::Direction::Outbound &&
             machine.addresses.contains(step.packet.destination_address());
    });
  }

  bool is_let_in(const ir::Way& way) const {
    return std::any_of(way.steps.begin(), way.steps.end(), [&](const ir::Step& step) {
      return step.point == balancer_ && step.direction == ir::Direction::Inbound &&
             step.decision.verdict == ir::Verdict::Allow;
    });
  }

  // Clients whom the load balancer turns away, and who come in when they go straight to the backend.
  bool some_come_around(const Machine& machine) const {
    for (const ir::Packet& front : clients_) {
      if (!is_ephemeral(front) || lets_in(policy_, policy_.point(balancer_).inbound, front)) continue;
      for (const Address& member : classes_.addresses(machine.addresses)) {
        if (member.family != front.family) continue;
        ir::Packet back = front;
        back.destination = member.value;
        back.b = listener_.backend_port;
        if (any_through({back}, {}, listener_.backend, machine)) return true;
      }
    }
    return false;
  }

  // A client that comes in, of a family that no member has.
  bool any_stranger() const {
    return std::any_of(clients_.begin(), clients_.end(), [&](const ir::Packet& packet) {
      const std::vector<ir::Way> ways = ir::trace(policy_, {packet, {}, balancer_});
      return std::any_of(ways.begin(), ways.end(), [](const ir::Way& way) {
        return !way.steps.empty() && way.steps.back().kind == ir::Step::Kind::NoMember;
      });
    });
  }

  const ir::Policy& policy_;
  const PacketClasses& classes_;
  ir::PointId balancer_;
  const ir::LoadBalancerPart& part_;
  const ir::Listener& listener_;
  std::vector<Machine> machines_;
  std::vector<ir::Packet> clients_;
  std::vector<ir::Packet> health_;
};

std::set<Span> places_of(const Sink& sink, DiagnosticCode code) {
  std::set<Span> places;
  for (const Diagnostic& finding : sink.all()) {
    if (finding.code == code) places.insert(finding.where);
  }
  return places;
}

// The lists that are named where a listener is called one-sided.
std::set<std::string> lists_named(const Sink& sink, const Span& listener) {
  std::set<std::string> lists;
  for (const Diagnostic& finding : sink.all()) {
    if (finding.code != kind::OneSided.code || finding.where != listener) continue;
    lists.insert(finding.point.empty() ? "" : fmt::format("{} {}", finding.point, finding.direction));
  }
  return lists;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += fmt::format("'{}' ", word);
  return text;
}

// Of instances with equal lists one stands for all.
bool name_the_same(const ir::Policy& policy, const std::set<std::string>& said, const std::set<std::string>& expected) {
  const auto of_instance = [&](const std::string& list) {
    const auto point = policy.find_point(list.substr(0, list.find(' ')));
    return point && policy.point(*point).instance() != nullptr;
  };
  const bool some_instance = std::any_of(said.begin(), said.end(), of_instance);
  return std::includes(expected.begin(), expected.end(), said.begin(), said.end()) &&
         std::all_of(expected.begin(), expected.end(), [&](const std::string& list) {
           return said.contains(list) || (some_instance && of_instance(list));
         });
}

// Of the defaults of instances with equal lists one stands for all.
bool say_the_same(const ir::Policy& policy, const std::set<Span>& said, const std::set<Span>& expected) {
  std::set<Span> defaults;
  for (const ir::Point& point : policy.points) defaults.insert(point.inbound.otherwise.span);
  bool some_default = false;
  for (const Span& place : expected) {
    if (defaults.contains(place)) {
      some_default |= said.contains(place);
    } else if (!said.contains(place)) {
      return false;
    }
  }
  const bool any_expected = std::any_of(expected.begin(), expected.end(),
                                        [&](const Span& place) { return defaults.contains(place); });
  return (some_default || !any_expected) && std::includes(expected.begin(), expected.end(), said.begin(), said.end());
}

std::string lines(const SourceMap& sources, const std::set<Span>& places) {
  std::string text;
  for (const Span& place : places) text += fmt::format(" {}", sources.line(place));
  return text;
}

std::uint64_t seeds() { return at_night() ? 3'000 : 150; }

struct Counts {
  std::size_t looked_at = 0;
  std::map<DiagnosticCode, std::size_t> said;
};

// Holds what is said of all listeners of the policy against the truth.
void look_at(const std::string& text, const test::Feeds& files, Counts& counts) {
  const test::CompiledPolicy compiled(text, {}, files);
  const ir::Policy& policy = compiled.policy();
  const PacketClasses classes(policy);
  const auto cut_off = places_of(compiled.sink(), kind::ListenerCutOff.code);
  const auto unhealthy = places_of(compiled.sink(), kind::HealthCheckBlocked.code);
  const auto one_sided = places_of(compiled.sink(), kind::OneSided.code);
  const auto exposed = places_of(compiled.sink(), kind::BackendExposed.code);
  std::set<Span> exposing;
  bool all_looked_at = true;
  for (std::uint32_t point = 0; point < policy.points.size(); ++point) {
    const auto* balancer = policy.points[point].load_balancer();
    if (balancer == nullptr) continue;
    for (const ir::Listener& listener : balancer->listeners) {
      const Truths truths(policy, classes, ir::PointId{point}, listener);
      all_looked_at &= !truths.too_many();
      if (truths.too_many()) continue;
      SCOPED_TRACE(testing::Message() << "listener " << listener.name << " of\n" << text);
      ++counts.looked_at;
      ASSERT_EQ(cut_off.contains(listener.span), truths.is_cut_off());
      ASSERT_EQ(unhealthy.contains(listener.span), truths.is_unhealthy());
      ASSERT_TRUE(name_the_same(policy, lists_named(compiled.sink(), listener.span), truths.one_sided()))
          << "said: " << joined(lists_named(compiled.sink(), listener.span)) << "; should be: " << joined(truths.one_sided());
      exposing.merge(truths.exposing());
    }
  }
  ASSERT_TRUE(!all_looked_at || say_the_same(policy, exposed, exposing))
      << "said at" << lines(compiled.sources(), exposed) << ", should be at" << lines(compiled.sources(), exposing) << "\n"
      << text;
  counts.said[kind::ListenerCutOff.code] += cut_off.size();
  counts.said[kind::HealthCheckBlocked.code] += unhealthy.size();
  counts.said[kind::OneSided.code] += one_sided.size();
  counts.said[kind::BackendExposed.code] += exposed.size();
}

TEST(ListenerFindings, SayWhatSendingPacketsShows) {
  Counts counts;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const properties::RandomPolicy drawn = properties::random_policy(seed, policies_with_listeners());
    look_at(drawn.text, drawn.files, counts);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(counts.looked_at, seeds() / 4);
  for (const auto& [code, times] : counts.said) EXPECT_GT(times, seeds() / 50) << "SGC" << code;
}

// A load balancer in a subnet of its own with an acl around it, and rules that aim at just its packets.
std::string aimed_policy(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto some = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
  std::string text = "securitygroup back {\n  members " + some({"10.1.0.0/24", "10.1.0.0/24, 2001:db8:1::/64"});
  text += "\n  inbound {\n";
  for (int i = 0; i < 4; ++i) {
    text += "    " + some({"allow", "allow", "deny"});
    const std::string to = some({"", "", "", " to 10.1.0.1", " to 10.1.0.128/25"});
    text += " tcp " + some({"8080", "8000-8999", "8081", "8080 sport 1024-65535", "8080 sport 0-40000"});
    text += " from " + some({"any4", "any", "198.51.100.0/24", "198.51.100.0/25", "10.9.0.0/24", "203.0.113.80", "10.1.0.0/24"}) + to + "\n";
  }
  text += "  }\n}\n";
  text += some({"", "", "instance one { addresses 10.1.0.1 groups back }\ninstance two { addresses 10.1.0.200 groups back }\n",
                "instance one { addresses 10.1.0.1 groups back }\nsecuritygroup more { inbound { deny tcp 8080 from any4 } }\n"
                "instance two { addresses 10.1.0.200, 2001:db8:1::2 groups back, more }\n"});
  text += "loadbalancer front {\n  vip " + some({"203.0.113.80", "203.0.113.80, 2001:db8::80"}) + "\n";
  text += some({"", "  addresses 10.9.0.0/24\n"});
  text += "  snat " + some({"on", "off"}) + "\n";
  text += some({"", "", "  inbound { deny tcp 80 from 198.51.100.7 }\n", "  inbound { deny tcp 80 from any4 }\n"});
  text += some({"", "", "  outbound { deny tcp 8080 to 10.1.0.0/25 }\n", "  outbound { deny tcp 8080 to 10.1.0.200 }\n", "  outbound { deny tcp 8080 from 198.51.100.0/25 to any }\n",
                "  outbound { deny tcp 8080 from 10.9.0.0/25, 203.0.113.80 to any }\n"});
  text += "  listener web tcp 80 -> back 8080 from " + some({"any4", "any", "198.51.100.0/24"});
  text += " health tcp " + some({"8080", "8081"}) + "\n}\n";
  if (random() % 2 == 0) return text;
  text += "acl border {\n  subnets " + some({"10.1.0.0/24", "10.9.0.0/24", "203.0.113.80"});
  text += "\n  inbound { allow tcp " + some({"80, 8080-8081", "80", "1024-65535", ""});
  text += " from " + some({"any4", "10.9.0.0/24", "10.1.0.0/24"});
  text += " }\n  outbound { allow tcp " + some({"1024-65535", "80, 8080", "32768-65535", ""});
  return text + " to " + some({"any4", "198.51.100.0/24"}) + " }\n}\n";
}

TEST(ListenerFindings, SayWhatPacketsShowWhereRulesAimAtThem) {
  Counts counts;
  for (std::uint64_t seed = 1; seed <= 2 * seeds(); ++seed) {
    look_at(aimed_policy(seed), {}, counts);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(counts.looked_at, seeds());
  for (const auto& [code, times] : counts.said) EXPECT_GT(times, seeds() / 10) << "SGC" << code;
}

}  // namespace
}  // namespace sgc::checks
