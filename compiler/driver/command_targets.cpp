// `sgc targets`: each target, what it can express, and its options.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/driver/commands.h"
#include "compiler/driver/report.h"

namespace sgc::driver {
namespace {

std::string form_of(const ir::OptionSpec& option) {
  switch (option.form) {
    case ir::OptionSpec::Form::Choice:
      return fmt::format("{}", fmt::join(option.choices, "|"));
    case ir::OptionSpec::Form::Text:
      return "\"…\"";
    case ir::OptionSpec::Form::Number:
      return fmt::format("{} to {}", option.least, option.most);
    case ir::OptionSpec::Form::Quota:
      return fmt::format("NAME N, NAME being one of {}", fmt::join(option.choices, ", "));
  }
  return {};
}

// ---- text ---------------------------------------------------------------------------------------

std::string text_of(const targets::Target& target) {
  std::string text = fmt::format("{}: {}\n", target.spec.name, target.sentence);
  for (const targets::Capability& row : target.capabilities) {
    text += fmt::format("  {:<28}{}", to_string(row.construct), to_string(row.ability));
    text += row.how.empty() ? "\n" : fmt::format(": {}\n", row.how);
  }
  if (!target.spec.options.empty() || target.spec.binds)
    text += fmt::format("  target {} {{ … }} takes\n", target.spec.name);
  for (const ir::OptionSpec& option : target.spec.options)
    text += fmt::format("    {} {}\n", option.name, form_of(option));
  if (target.spec.binds) text += "    bind NAME \"id\"\n";
  return text;
}

std::string names_of_all() {
  std::string text;
  for (const targets::Target* target : targets::registry()) text += fmt::format("{}\n", target->spec.name);
  return text;
}

// ---- json ---------------------------------------------------------------------------------------

using Json = nlohmann::ordered_json;

Json json_of(const targets::Target& target) {
  Json capabilities = Json::array();
  for (const targets::Capability& row : target.capabilities) {
    capabilities.push_back(
        {{"construct", to_string(row.construct)}, {"ability", to_string(row.ability)}, {"how", row.how}});
  }
  Json options = Json::array();
  for (const ir::OptionSpec& option : target.spec.options) {
    options.push_back({{"name", option.name}, {"takes", form_of(option)}});
  }
  return {{"name", target.spec.name},     {"sentence", target.sentence}, {"host", target.host},
          {"capabilities", capabilities}, {"options", options},          {"binds", target.spec.binds}};
}

}  // namespace

ExitStatus run(const TargetsCommand& command, const World& world) {
  if (command.only_names) return print_result(world, names_of_all());

  std::string text;
  Json json = {{"targets", Json::array()}};
  for (const targets::Target* target : targets::registry()) {
    if (!text.empty()) text += "\n";
    text += text_of(*target);
    json["targets"].push_back(json_of(*target));
  }
  return print_result(world, command.format == Format::Json ? json.dump(2) + "\n" : text);
}

}  // namespace sgc::driver
