#include "targets/cloud/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "compiler/support/assert.h"
#include "targets/cloud/placeholder.h"

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kFormat = "sgc-plan/1";
constexpr std::size_t kLeastDigits = 2;

// The calls in the order of making: what is at position p was added as order[p].
std::vector<std::uint32_t> order_of(std::span<const Call> calls) {
  std::vector<std::uint32_t> order(calls.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return calls[a].phase < calls[b].phase; });
  return order;
}

// Which calls must be done before each: those whose answers it needs, and those that it names. As positions.
class Dependencies {
 public:
  Dependencies(const Plan& plan, std::span<const std::uint32_t> order) : plan_(plan), position_(order.size()) {
    for (std::uint32_t at = 0; at < order.size(); ++at) {
      position_[order[at]] = at;
      for (const Created& created : plan.calls()[order[at]].creates) creator_[created.placeholder] = at;
    }
    for (const Input& input : plan.inputs()) asked_.insert(input.placeholder);
  }

  std::vector<std::uint32_t> of(const Call& call, std::uint32_t at) const {
    std::set<std::uint32_t> needed;
    for (const std::string_view name : placeholders_in(call.request.text)) {
      const auto creator = creator_.find(name);
      if (creator != creator_.end()) {
        SGC_ASSERT(creator->second < at, fmt::format("{} is used before it is created", name));
        needed.insert(creator->second);
      } else {
        SGC_ASSERT(asked_.contains(name), fmt::format("nothing creates {} and nothing asks for it", name));
      }
    }
    for (const CallId id : call.after) {
      SGC_ASSERT(position_[id.index] < at, "a call depends on a later one");
      needed.insert(position_[id.index]);
    }
    return {needed.begin(), needed.end()};
  }

  // In the order of making.
  std::vector<std::uint32_t> positions(std::span<const CallId> calls) const {
    std::vector<std::uint32_t> positions;
    for (const CallId id : calls) positions.push_back(position_[id.index]);
    std::sort(positions.begin(), positions.end());
    return positions;
  }

 private:
  const Plan& plan_;
  std::vector<std::uint32_t> position_;
  std::map<std::string, std::uint32_t, std::less<>> creator_;
  std::set<std::string_view> asked_;
};

std::string file_name(std::size_t number, std::size_t count, const Call& call) {
  const std::size_t digits = std::max(kLeastDigits, fmt::formatted_size("{}", count));
  return fmt::format("{:0{}}-{}.json", number, digits, call.action);
}

Json created_json(std::span<const Created> creates) {
  std::vector<Json> elements;
  for (const Created& created : creates) {
    elements.push_back(JsonObject().add("placeholder", created.placeholder).add("from", created.from).done());
  }
  return json_array(elements);
}

Json expectations_json(std::span<const Expectation> expects) {
  std::vector<Json> elements;
  for (const Expectation& expectation : expects) {
    elements.push_back(JsonObject().add("path", expectation.path).add("is", expectation.is).done());
  }
  return json_array(elements);
}

Json numbers_json(std::span<const std::uint32_t> positions) {
  std::vector<Json> elements;
  for (const std::uint32_t position : positions) elements.push_back(json_number(position + 1));
  return json_array(elements);
}

Json call_json(const Call& call, std::uint32_t at, const std::string& file, const PlanHead& head,
               const Dependencies& dependencies) {
  JsonObject json;
  json.add("number", json_number(at + 1)).add("file", file).add("phase", to_string(call.phase));
  json.add("service", call.service).add("action", call.action).add("version", call.version);
  if (!head.region.empty()) json.add("region", head.region);
  json.add("object", call.object);
  if (!call.source.empty()) json.add("source", call.source);
  json.add("command", head.command(call, file, head.region));
  json.add("dependsOn", numbers_json(dependencies.of(call, at)));
  json.add("creates", created_json(call.creates));
  if (!call.expects.empty()) json.add("expects", expectations_json(call.expects));
  json.add("request", call.request);
  return json.done();
}

Json inputs_json(std::span<const Input> inputs) {
  std::vector<Json> elements;
  for (const Input& input : inputs) {
    elements.push_back(JsonObject().add("placeholder", input.placeholder).add("what", input.what).done());
  }
  return json_array(elements);
}

Json mixtures_json(std::span<const Mixture> mixtures, const Dependencies& dependencies) {
  std::vector<Json> elements;
  for (const Mixture& mixture : mixtures) {
    JsonObject json;
    json.add("object", mixture.object).add("calls", numbers_json(dependencies.positions(mixture.calls)));
    json.add("what", fmt::format("from the first of these calls to the last, {} has some groups as they were and some as they "
                                 "are to be: it may let through, or deny, what neither the old rules nor the new do. "
                                 "Groups that no bind names are made, filled and put in force at once", mixture.object));
    elements.push_back(json.done());
  }
  return json_array(elements);
}

}  // namespace

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::Check: return "check";
    case Phase::Create: return "create";
    case Phase::Deny: return "deny";
    case Phase::Allow: return "allow";
    case Phase::Attach: return "attach";
    case Phase::Revoke: return "revoke";
  }
  return {};
}

CallId Plan::add(Call call) {
  calls_.push_back(std::move(call));
  return {static_cast<std::uint32_t>(calls_.size() - 1)};
}

void Plan::ask(Input input) {
  if (std::find(inputs_.begin(), inputs_.end(), input) == inputs_.end()) inputs_.push_back(std::move(input));
}

void ask_for_the_rest(Plan& plan, const std::map<std::string, std::string>& whats) {
  std::set<std::string, std::less<>> created;
  for (const Call& call : plan.calls()) {
    for (const Created& each : call.creates) created.insert(each.placeholder);
  }
  std::set<std::string> asked;
  for (const Call& call : plan.calls()) {
    for (const std::string_view name : placeholders_in(call.request.text)) {
      if (!created.contains(name)) asked.insert(std::string(name));
    }
  }
  for (const std::string& name : asked) {
    const auto what = whats.find(name);
    SGC_ASSERT(what != whats.end(), "nobody can be asked for " + name);
    plan.ask({name, what->second});
  }
}

std::vector<OutputFile> print_plan(const Plan& plan, const PlanHead& head, const Bill& bill) {
  const std::vector<std::uint32_t> order = order_of(plan.calls());
  const Dependencies dependencies(plan, order);

  std::vector<OutputFile> files(1);
  std::vector<Json> calls;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const Call& call = plan.calls()[order[at]];
    const std::string file = file_name(at + 1, order.size(), call);
    calls.push_back(call_json(call, at, file, head, dependencies));
    files.push_back({fmt::format("{}/{}", head.target, file), call.request.text + "\n"});
  }

  JsonObject json;
  json.add("format", kFormat).add("generator", fmt::format("sgc {}", head.version)).add("target", head.target);
  if (!head.region.empty()) json.add("region", head.region);
  json.add("inputs", inputs_json(plan.inputs()));
  json.add("calls", json_array(calls));
  if (!plan.mixtures().empty()) json.add("mixed", mixtures_json(plan.mixtures(), dependencies));
  json.add("bill", bill_json(bill));
  for (const Section& section : plan.sections()) json.add(section.name, section.content);
  files.front() = {fmt::format("{}/plan.json", head.target), json.done().text + "\n"};
  return files;
}

}  // namespace sgc::targets::cloud
