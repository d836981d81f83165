// A plan is made of steps, and traffic flows meanwhile. From an older policy, in force, to a newer one of the same bound
// groups: after each step, and each rule of a step, no packet is let through that both deny, and none is denied that
// both let through.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "compiler/ir/evaluate.h"
#include "tests/cloud/alibaba_service.h"
#include "tests/cloud/aws_service.h"
#include "tests/cloud/compiled.h"
#include "tests/cloud/tencent_service.h"

namespace sgc::cloud_test {
namespace {

constexpr std::uint64_t kPairs = 60;
constexpr std::uint64_t kComplements = 10;  // pairs where a list becomes hundreds of rules
constexpr std::size_t kLookEach = 32;       // of those
constexpr std::size_t kRules = 7;           // of a list, at most

std::string draw_list(std::mt19937_64& random, const char* side, bool groups) {
  static const char* const kServices[] = {"tcp 22", "tcp 80", "tcp 20-30", "tcp", "udp 53", "all", "tcp 1-1024"};
  static const char* const kWhos[] = {"any",  "10.0.0.0/8",   "10.1.0.0/16",     "10.1.2.0/24",
                                      "any4", "198.51.100.7", "198.51.100.0/24", "2001:db8::/32", "friends"};
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  std::string text;
  for (std::size_t left = 1 + pick(kRules); left > 0; --left) {
    text += fmt::format("{} {} {} {}\n", pick(2) == 0 ? "allow" : "deny", kServices[pick(std::size(kServices))], side,
                        kWhos[pick(std::size(kWhos) - (groups ? 0 : 1))]);
  }
  return text + (pick(4) == 0 ? "default allow" : "default deny");
}

std::string draw_policy(std::uint64_t seed, const std::string& target, bool acl) {
  std::mt19937_64 random(seed);
  std::string text = "securitygroup friends { members 10.1.2.0/25 outbound { allow all to any } }\n";
  text += fmt::format("securitygroup web {{ members 10.0.1.0/24, 2001:db8:1::/64\n inbound {{ {} }}\n", draw_list(random, "from", true));
  text += fmt::format(" outbound {{ {} }} }}\n", draw_list(random, "to", true));
  if (acl) {
    text += fmt::format("acl edge {{ subnets 10.0.1.0/24, 2001:db8:1::/64\n inbound {{ {} }}\n", draw_list(random, "from", false));
    text += fmt::format(" outbound {{ {} }} }}\n", draw_list(random, "to", false));
  }
  return text + target;
}

// From and to the group's machines, by all that the lists tell apart.
std::vector<ir::Packet> packets(ir::Direction direction) {
  const auto v6 = [](unsigned second) { return (u128{0x20010000 + second} << 96) + 7; };
  const std::pair<Family, u128> far[] = {{Family::V4, 0x0A010203}, {Family::V4, 0x0A0102C8}, {Family::V4, 0x0A01C801},
                                         {Family::V4, 0x0A090909}, {Family::V4, 0xC6336407}, {Family::V4, 0xC6336463},
                                         {Family::V4, 0xCB007101}, {Family::V6, v6(0xDB8)},  {Family::V6, v6(0xDB9)}};
  const std::pair<unsigned, unsigned> services[] = {{6, 22}, {6, 25}, {6, 80}, {6, 443}, {6, 5000}, {17, 53}, {17, 99}, {47, 0}};
  std::vector<ir::Packet> all;
  for (const auto& [family, address] : far) {
    const u128 own = family == Family::V4 ? u128{0x0A000101} : (u128{0x20010DB800010000} << 64) + 1;
    for (const auto& [protocol, port] : services) {
      ir::Packet packet;
      packet.family = family;
      packet.protocol = static_cast<std::uint8_t>(protocol);
      packet.source = direction == ir::Direction::Inbound ? address : own;
      packet.destination = direction == ir::Direction::Inbound ? own : address;
      packet.a = port == 0 ? 0 : 40000;
      packet.b = static_cast<std::uint16_t>(port);
      all.push_back(packet);
    }
  }
  return all;
}

using Passes = std::function<bool(const ir::Point& point, ir::Direction direction, const ir::Packet& packet)>;

// What both policies say of a packet, at each point; and whether the service says it, too.
class Agreement {
 public:
  Agreement(const ir::Policy& before, const ir::Policy& after) {
    for (std::size_t i = 0; i < after.points.size(); ++i) {
      for (const ir::Direction direction : ir::kDirections) {
        for (const ir::Packet& packet : packets(direction)) {
          const auto says = [&](const ir::Policy& policy) {
            return ir::evaluate(policy, policy.points[i].list(direction), packet).verdict == ir::Verdict::Allow;
          };
          if (says(before) == says(after)) agreed_.push_back({&after.points[i], direction, packet, says(after)});
        }
      }
    }
  }

  void hold(const Passes& passes, const std::string& when) {
    for (const Said& said : agreed_) {
      ++asked_;
      if (passes(*said.point, said.direction, said.packet) == said.passes) continue;
      throw std::runtime_error(fmt::format("after {}, {} {}: {} is {}", when, said.point->name, to_string(said.direction),
                                           ir::to_string(said.packet), said.passes ? "denied" : "let through"));
    }
  }

  std::size_t asked() const { return asked_; }

 private:
  struct Said {
    const ir::Point* point;
    ir::Direction direction;
    ir::Packet packet;
    bool passes;
  };
  std::vector<Said> agreed_;
  std::size_t asked_ = 0;
};

// Hands calls on, rule by rule where a call has several of a list, and looks at the service after each.
class Watched final : public Cloud {
 public:
  Watched(Cloud& cloud, std::function<void(const PlannedCall&)> look) : cloud_(cloud), look_(std::move(look)) {}

  json answer(const PlannedCall& call) override {
    for (const char* list : {"Permissions", "SecurityGroupRuleId", "SecurityGroupRuleIds"}) {
      if (call.request.contains(list)) return one_by_one(call, list);
    }
    json answer = cloud_.answer(call);
    look_(call);
    return answer;
  }

 private:
  json one_by_one(const PlannedCall& call, const char* list) {
    json answer = json::object();
    for (const json& each : call.request[list]) {
      if (each == "") continue;  // there was no such rule: the call is left out
      PlannedCall one = call;
      one.request[list] = json::array({each});
      answer = cloud_.answer(one);
      look_(one);
    }
    return answer;
  }

  Cloud& cloud_;
  std::function<void(const PlannedCall&)> look_;
};

struct Pair {
  std::string before_text;
  std::string after_text;
  Compiled before;
  Compiled after;
};

Pair draw_pair(std::uint64_t seed, const std::string& name, const std::string& block, bool acl) {
  Pair pair{draw_policy(2 * seed, block, acl), draw_policy(2 * seed + 1, block, acl), {}, {}};
  pair.before = compile_plan(pair.before_text, name);
  pair.after = compile_plan(pair.after_text, name);
  return pair;
}

std::string shown(const Pair& pair) { return "\n--- before\n" + pair.before_text + "\n--- after\n" + pair.after_text; }

TEST(Order, tencent_never_leaves_what_both_policies_say) {
  const std::string block = "target tencent { bind web \"sg-web\", friends \"sg-friends\", edge \"acl-edge\" }";
  std::size_t asked = 0;
  for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
    const Pair pair = draw_pair(seed, "tencent", block, true);
    ASSERT_TRUE(pair.before.ok() && pair.after.ok()) << pair.before.messages() << pair.after.messages() << shown(pair);
    TencentService service;
    service.has_group("sg-web");
    service.has_group("sg-friends");
    service.has_acl("acl-edge");
    service.set_members("sg-friends", pair.after.policy().addresses(pair.after.policy().points[0].addresses));
    run_plan(pair.before.files, service);

    Agreement agreement(pair.before.policy(), pair.after.policy());
    const Passes passes = [&](const ir::Point& point, ir::Direction direction, const ir::Packet& packet) {
      if (point.acl() != nullptr) return service.acl_passes("acl-edge", direction, packet);
      return service.group_passes("sg-" + point.name, direction, packet);
    };
    Watched watched(service, [&](const PlannedCall& call) { agreement.hold(passes, call.action); });
    ASSERT_NO_THROW(run_plan(pair.after.files, watched)) << "seed " << seed << shown(pair);
    asked += agreement.asked();
  }
  EXPECT_GT(asked, kPairs * 100);
}

std::map<std::string, std::string> old_ids(const AlibabaService& service, const AlibabaService* kept) {
  std::map<std::string, std::string> inputs;
  for (const char* name : {"web", "friends"}) {
    for (const ir::Direction direction : ir::kDirections) {
      inputs[fmt::format("@sgc:{}.old-{}@", name, to_string(direction))] =
          kept == nullptr ? "" : service.old_rules(fmt::format("sg-{}", name), direction, kept);
    }
  }
  return inputs;
}

AlibabaService alibaba_with_groups(const ir::Policy& policy) {
  AlibabaService service;
  service.has_group("sg-web", "normal", false, false);
  service.has_group("sg-friends", "normal", false, false);
  service.set_members("sg-friends", policy.addresses(policy.points[0].addresses));
  service.set_members("sg-web", policy.addresses(policy.points[1].addresses));
  return service;
}

TEST(Order, alibaba_never_leaves_what_both_policies_say) {
  const std::string block = "target alibaba { region \"r\"  bind web \"sg-web\", friends \"sg-friends\" }";
  std::size_t asked = 0;
  for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
    const Pair pair = draw_pair(seed, "alibaba", block, false);
    ASSERT_TRUE(pair.before.ok() && pair.after.ok()) << pair.before.messages() << pair.after.messages() << shown(pair);
    const auto nothing = [](const PlannedCall&) {};
    AlibabaService goal = alibaba_with_groups(pair.after.policy());
    Watched to_goal(goal, nothing);
    run_plan(pair.after.files, to_goal, old_ids(goal, nullptr));
    AlibabaService service = alibaba_with_groups(pair.after.policy());
    Watched to_start(service, nothing);
    run_plan(pair.before.files, to_start, old_ids(service, nullptr));

    Agreement agreement(pair.before.policy(), pair.after.policy());
    const Passes passes = [&](const ir::Point& point, ir::Direction direction, const ir::Packet& packet) {
      return service.passes({"sg-" + point.name}, direction, packet);
    };
    agreement.hold(passes, "nothing yet");
    Watched watched(service, [&](const PlannedCall& call) { agreement.hold(passes, call.action + " " + call.request.dump()); });
    ASSERT_NO_THROW(run_plan(pair.after.files, watched, old_ids(service, &goal))) << "seed " << seed << shown(pair);
    for (const ir::Point& point : pair.after.policy().points) {
      for (const ir::Direction direction : ir::kDirections) {
        for (const ir::Packet& packet : packets(direction)) {
          const auto wanted = ir::evaluate(pair.after.policy(), point.list(direction), packet).verdict;
          ASSERT_EQ(passes(point, direction, packet), wanted == ir::Verdict::Allow)
              << "seed " << seed << " in the end: " << point.name << " " << ir::to_string(packet) << shown(pair);
        }
      }
    }
    asked += agreement.asked();
  }
  EXPECT_GT(asked, kPairs * 100);
}

// What an old group's machines say to each other passes by inner access, whatever its rules: an old drop that stands
// over the new rules must be gone before inner access is.
TEST(Order, alibaba_takes_inner_access_away_when_the_old_rules_are_gone) {
  const Compiled compiled = compile_plan(R"(
    network prod { cidr 198.51.100.0/24  kind vpc }
    securitygroup web { network prod  members 198.51.100.0/28  inbound { allow all from self  allow https from any4 } }
    target alibaba { region "r"  bind web "sg-web", prod "vpc-1" })", "alibaba");
  ASSERT_TRUE(compiled.ok()) << compiled.messages();
  AlibabaService service;
  constexpr bool kWithRules = true;  // one of them drops 198.51.100.1, a machine of the group
  service.has_group("sg-web", "normal", false, kWithRules);
  service.set_members("sg-web", compiled.policy().addresses(compiled.policy().points[0].addresses));
  service.set_inside(compiled.policy().addresses(compiled.policy().networks.back().cidr));
  ir::Packet packet;
  packet.protocol = 6;
  packet.source = 0xC6336401;       // 198.51.100.1
  packet.destination = 0xC6336402;  // 198.51.100.2
  packet.a = 40000;
  packet.b = 80;
  const auto passes = [&] { return service.passes({"sg-web"}, ir::Direction::Inbound, packet); };
  ASSERT_TRUE(passes());

  std::map<std::string, std::string> inputs;
  for (const ir::Direction direction : ir::kDirections) {
    inputs[fmt::format("@sgc:web.old-{}@", to_string(direction))] = service.old_rules("sg-web", direction);
  }
  std::vector<std::string> actions;
  Watched watched(service, [&](const PlannedCall& call) {
    actions.push_back(call.action);
    EXPECT_TRUE(passes()) << "after " << call.action << " " << call.request.dump();
  });
  ASSERT_NO_THROW(run_plan(compiled.files, watched, inputs));
  EXPECT_EQ(actions.back(), "ModifySecurityGroupPolicy");
}

std::map<std::string, std::string> old_ids(const AwsService& service, const AwsService& wanted) {
  std::map<std::string, std::string> inputs;
  for (const char* name : {"web", "friends"}) {
    for (const ir::Direction direction : ir::kDirections) {
      inputs[fmt::format("@sgc:{}.old-{}@", name, to_string(direction))] =
          service.old_rules(fmt::format("sg-0{}", name), direction, wanted);
    }
  }
  return inputs;
}

AwsService aws_with_groups(const ir::Policy& policy) {
  AwsService service;
  service.has_group("sg-0web");
  service.has_group("sg-0friends");
  service.set_members("sg-0friends", policy.addresses(policy.points[0].addresses));
  return service;
}

TEST(Order, aws_never_leaves_what_both_policies_say) {
  const std::string block =
      "target aws { region \"us-east-1\"  deny-as complement  quota rules 100000  bind web \"sg-0web\", friends \"sg-0friends\" }";
  std::size_t asked = 0;
  for (std::uint64_t seed = 1; seed <= kComplements; ++seed) {
    const Pair pair = draw_pair(seed, "aws", block, false);
    ASSERT_TRUE(pair.before.ok() && pair.after.ok()) << pair.before.messages() << pair.after.messages() << shown(pair);
    AwsService goal = aws_with_groups(pair.after.policy());
    run_plan(pair.after.files, goal, old_ids(goal, goal));
    AwsService service = aws_with_groups(pair.after.policy());
    run_plan(pair.before.files, service, old_ids(service, service));

    Agreement agreement(pair.before.policy(), pair.after.policy());
    const Passes passes = [&](const ir::Point& point, ir::Direction direction, const ir::Packet& packet) {
      return service.groups_pass({"sg-0" + point.name}, direction, packet);
    };
    std::size_t made = 0;
    Watched watched(service, [&](const PlannedCall& call) {
      if (++made % kLookEach == 0) agreement.hold(passes, call.action + " " + call.request.dump());
    });
    ASSERT_NO_THROW(run_plan(pair.after.files, watched, old_ids(service, goal))) << "seed " << seed << shown(pair);
    agreement.hold(passes, "the last");

    // The group has the new rules and no other; and the plan once more finds nothing to do.
    for (const char* const group : {"sg-0web", "sg-0friends"}) EXPECT_EQ(service.rules(group), goal.rules(group)) << seed;
    std::size_t changes = 0;
    Watched again(service, [&](const PlannedCall& call) { changes += call.phase == "check" ? 0U : 1U; });
    ASSERT_NO_THROW(run_plan(pair.after.files, again, old_ids(service, goal))) << "seed " << seed << shown(pair);
    EXPECT_EQ(changes, 0U) << "seed " << seed << shown(pair);
    asked += agreement.asked();
  }
  EXPECT_GT(asked, kComplements * 100);
}

// What no order of calls gives is said.
TEST(Order, the_plan_says_where_a_machine_has_some_of_the_old_and_some_of_the_new) {
  const std::string policy = R"(
    securitygroup a { inbound { deny ssh from 198.51.100.0/24 } outbound { allow all to any } }
    securitygroup b { inbound { allow ssh from any } outbound { allow all to any } }
    instance box { addresses 10.0.1.1  groups a, b }
  )";
  for (const std::string target : {"tencent", "alibaba"}) {
    const auto plan_of = [&](const std::string& bind) {
      const Compiled compiled = compile_plan(fmt::format("{} target {} {{ {} }}", policy, target, bind), target);
      EXPECT_TRUE(compiled.ok()) << compiled.messages();
      return json::parse(compiled.files.at(0).bytes);
    };
    EXPECT_FALSE(plan_of("").contains("mixed")) << target;
    const json plan = plan_of("bind a \"sg-a\", b \"sg-b\"");
    ASSERT_EQ(plan.at("mixed").size(), 1U) << target;
    EXPECT_EQ(plan["mixed"][0]["object"], "box");
    for (const json& number : plan["mixed"][0]["calls"]) {
      const json& call = plan["calls"].at(number.get<std::size_t>() - 1);
      EXPECT_TRUE(call["phase"] != "check" && call["phase"] != "create") << target << call;
    }
  }
}

}  // namespace
}  // namespace sgc::cloud_test
