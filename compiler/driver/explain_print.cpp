#include "compiler/driver/explain_print.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/driver/explain_steps.h"

namespace sgc::driver {
namespace {

// The services in both families where they exist in both: the addresses beside them tell the family.
ServiceSet in_any_family(const ServiceSet& services) {
  std::vector<ServiceBox> boxes(services.boxes().begin(), services.boxes().end());
  for (const ServiceBox& box : services.boxes()) {
    ServiceBox other = box;
    other.family = box.family == Family::V4 ? Family::V6 : Family::V4;
    if (detail_of(Family::V4, box.first_protocol) == detail_of(Family::V6, box.first_protocol))
      boxes.push_back(other);
  }
  return ServiceSet::from_boxes(std::move(boxes));
}

std::string kind_text(const PacketKind& kind) {
  return fmt::format("{} from {} to {}", to_string(in_any_family(kind.services)), to_string(kind.from),
                     to_string(kind.to));
}

std::string_view outcome(ir::Verdict verdict) {
  switch (verdict) {
    case ir::Verdict::Allow:
      return "allowed";
    case ir::Verdict::Deny:
      return "denied";
    case ir::Verdict::Reject:
      return "rejected";
  }
  return {};
}

bool verdicts_agree(std::span<const Answer> answers) {
  return std::all_of(answers.begin(), answers.end(),
                     [&](const Answer& answer) { return answer.way.verdict == answers.front().way.verdict; });
}

// ---- text ---------------------------------------------------------------------------------------

// "edge, inbound: allow", and the packet where it is not the one that was asked about any more.
std::string heading(const Explained& explained, const Answer& answer, const ir::Step& step) {
  std::string text = fmt::format("  {}, {}: {}", explained.policy.point(step.point).name,
                                 to_string(step.direction), to_string(step.decision.verdict));
  if (step.reply) text += fmt::format("   the reply, {}", to_string(step.packet));
  if (!step.reply && step.packet != answer.example)
    text += fmt::format("   forwarded, {}", to_string(step.packet));
  if (const auto remark = remark_on(step); !remark.empty()) text += fmt::format("   {}", remark);
  return text + "\n";
}

std::string step_text(const Explained& explained, const Answer& answer, const ir::Step& step) {
  const auto entries = tried_entries(explained.policy, explained.sources, step);
  std::size_t width = 0;
  for (const TriedEntry& entry : entries)
    width = std::max(width, fmt::formatted_size("{}:{}", entry.file, entry.line));

  std::string text = heading(explained, answer, step);
  for (const TriedEntry& entry : entries) {
    const bool decided = &entry == &entries.back();
    const std::string place = fmt::format("{}:{}", entry.file, entry.line);
    text +=
        fmt::format("    {} {:<{}}  {:<11}  {}\n", decided ? '>' : ' ', place, width, entry.kind, entry.text);
  }
  return text;
}

std::string way_text(const Explained& explained, const Answer& answer) {
  std::string text;
  for (const ir::Step& step : answer.way.steps) text += step_text(explained, answer, step);
  return text;
}

// ---- json ---------------------------------------------------------------------------------------

using Json = nlohmann::ordered_json;

Json json_of(const TriedEntry& entry) {
  return {{"file", entry.file}, {"line", entry.line}, {"kind", entry.kind}};
}

Json json_of(const Explained& explained, const ir::Step& step) {
  const auto entries = tried_entries(explained.policy, explained.sources, step);
  Json tried = Json::array();
  for (const TriedEntry& entry : entries) tried.push_back(json_of(entry));

  return {{"point", explained.policy.point(step.point).name},
          {"direction", to_string(step.direction)},
          {"verdict", to_string(step.decision.verdict)},
          {"rule", json_of(entries.back())},
          {"tried", tried},
          {"packet", to_string(step.packet)}};
}

void put_answer(const Explained& explained, const Answer& answer, Json& json) {
  json["verdict"] = to_string(answer.way.verdict);
  json["path"] = Json::array();
  for (const ir::Step& step : answer.way.steps) json["path"].push_back(json_of(explained, step));
}

}  // namespace

std::string explain_text(const Explained& explained) {
  const auto& all = explained.answers;
  const bool agree = verdicts_agree(all);
  if (all.size() == 1) {
    return fmt::format("{} is {}\n\n{}", explained.question, outcome(all[0].way.verdict),
                       way_text(explained, all[0]));
  }

  std::string text = agree ? fmt::format("{} is {}, in {} ways\n", explained.question,
                                         outcome(all[0].way.verdict), all.size())
                           : fmt::format("{} has {} answers\n", explained.question, all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    text += fmt::format("\n{}. {}, for example {}\n", i + 1, outcome(all[i].way.verdict),
                        to_string(all[i].example));
    for (const PacketKind& kind : all[i].kinds) text += fmt::format("   {}\n", kind_text(kind));
    text.append("\n").append(way_text(explained, all[i]));
  }
  return text;
}

std::string explain_json(const Explained& explained) {
  Json json = Json::object();
  if (verdicts_agree(explained.answers)) put_answer(explained, explained.answers.front(), json);

  if (explained.answers.size() > 1) {
    for (const Answer& answer : explained.answers) {
      Json one = Json::object();
      for (const PacketKind& kind : answer.kinds) one["packets"].push_back(kind_text(kind));
      put_answer(explained, answer, one);
      json["answers"].push_back(std::move(one));
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sgc::driver
