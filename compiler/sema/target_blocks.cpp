#include "compiler/sema/target_blocks.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>

#include "compiler/support/suggest.h"

namespace sgc::sema {
namespace {

template <class Items, class NameOf>
std::vector<std::string_view> names_of(const Items& items, NameOf name_of) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(name_of(item));
  return names;
}

// "known: a, b, c", with the nearest one first where one is near.
std::string known_help(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string list = fmt::format("known: {}", fmt::join(known, ", "));
  const auto near = suggest(word, known);
  return near ? fmt::format("did you mean '{}'? ({})", *near, list) : list;
}

class BlockLowering {
 public:
  BlockLowering(const ast::Target& block, const ir::TargetSpec& spec, ir::TargetSettings& settings, const Symbols& symbols,
           Context& context)
      : block_(block), spec_(spec), settings_(settings), symbols_(symbols), context_(context) {
    for (const auto& [name, bound] : settings_.bindings) owners_.emplace(bound.id, name);
  }

  void run() {
    for (const ast::TargetOption& option : block_.options) add_option(option);
    for (const ast::Binding& binding : block_.bindings) add_binding(binding);
  }

 private:
  void add_option(const ast::TargetOption& option) {
    const auto found = std::find_if(spec_.options.begin(), spec_.options.end(),
                                    [&](const ir::OptionSpec& s) { return s.name == option.name.text; });
    if (found == spec_.options.end()) {
      const auto known = names_of(spec_.options, [](const ir::OptionSpec& s) { return s.name; });
      context_.sink.report(diagnose(kind::UnknownOption, option.name.span, option.name.text, spec_.name)
                               .with_help(known_help(option.name.text, known)));
      return;
    }
    if (found->form == ir::OptionSpec::Form::Quota) {
      add_quota(*found, option);
      return;
    }
    const auto value = value_of(*found, option);
    if (value) enter(settings_.options, option.name, *value);
  }

  std::optional<ir::OptionValue> value_of(const ir::OptionSpec& spec, const ast::TargetOption& option) {
    using Form = ir::OptionSpec::Form;
    const auto* word = std::get_if<ast::Name>(&option.value);
    const auto* text = std::get_if<ast::String>(&option.value);
    const auto* number = std::get_if<std::int64_t>(&option.value);

    if (spec.form == Form::Text && text != nullptr) return ir::OptionValue{text->value, option.value_span};
    if (spec.form == Form::Number && number != nullptr && spec.least <= *number && *number <= spec.most) {
      return ir::OptionValue{*number, option.value_span};
    }
    if (spec.form == Form::Choice) {
      const std::string_view chosen = word != nullptr ? word->text : text != nullptr ? std::string_view(text->value) : "";
      const bool known = std::find(spec.choices.begin(), spec.choices.end(), chosen) != spec.choices.end();
      if (known) return ir::OptionValue{std::string(chosen), option.value_span};
    }
    auto finding = diagnose(kind::OptionValue, option.value_span, option.name.text, expected(spec));
    if (word != nullptr) {
      const std::vector<std::string_view> choices(spec.choices.begin(), spec.choices.end());
      if (const auto near = suggest(word->text, choices)) finding.help = fmt::format("did you mean '{}'?", *near);
    }
    context_.sink.report(std::move(finding));
    return std::nullopt;
  }

  static std::string expected(const ir::OptionSpec& spec) {
    switch (spec.form) {
      case ir::OptionSpec::Form::Choice: return fmt::format("one of {}", fmt::join(spec.choices, ", "));
      case ir::OptionSpec::Form::Text: return "a string in quotes";
      case ir::OptionSpec::Form::Number:
      case ir::OptionSpec::Form::Quota: return fmt::format("a number from {} to {}", spec.least, spec.most);
    }
    return {};
  }

  void add_quota(const ir::OptionSpec& spec, const ast::TargetOption& option) {
    if (!option.subject) {
      context_.sink.report(diagnose(kind::OptionValue, option.value_span, option.name.text,
                                    std::string("a quota's name and a number: `quota rules-per-group 200`")));
      return;
    }
    const ast::Name& quota = *option.subject;
    if (std::find(spec.choices.begin(), spec.choices.end(), quota.text) == spec.choices.end()) {
      const std::vector<std::string_view> known(spec.choices.begin(), spec.choices.end());
      context_.sink.report(
          diagnose(kind::UnknownQuota, quota.span, quota.text, spec_.name).with_help(known_help(quota.text, known)));
      return;
    }
    const auto* number = std::get_if<std::int64_t>(&option.value);
    if (number == nullptr || *number < spec.least || *number > spec.most) {
      context_.sink.report(diagnose(kind::OptionValue, option.value_span, quota.text, expected(spec)));
      return;
    }
    enter(settings_.quotas, quota, {*number, option.value_span});
  }

  void enter(std::map<std::string, ir::OptionValue, std::less<>>& values, const ast::Name& name, ir::OptionValue value) {
    const auto [known, fresh] = values.emplace(name.text, std::move(value));
    if (!fresh) report_twice(name, known->second.span);
  }

  void add_binding(const ast::Binding& binding) {
    if (!spec_.binds) {
      context_.sink.report(diagnose(kind::BindingNotTaken, binding.name.span, spec_.name)
                               .with_help("only the clouds know their objects by ids"));
      return;
    }
    const auto symbol = symbols_.resolve(binding.name, Scope::Policy, context_);
    if (!symbol) return;
    if (symbol->kind == Symbol::Kind::Group) {
      context_.sink.report(diagnose(kind::WrongKindOfName, binding.name.span, binding.name.text,
                                    describe(*symbol, context_.policy), "a point, a network or a prefix list")
                               .with_note(symbol->span, "it is declared here"));
      return;
    }
    const auto [known, fresh] =
        settings_.bindings.emplace(binding.name.text, ir::BoundId{binding.id.value, binding.name.span});
    if (!fresh) return report_twice(binding.name, known->second.span);

    const auto [first, only] = owners_.emplace(binding.id.value, binding.name.text);
    if (only) return;
    context_.sink.report(diagnose(kind::IdBoundTwice, binding.name.span, binding.id.value, std::string_view(first->second))
                             .with_note(settings_.bindings.find(first->second)->second.span, "it is bound here first")
                             .with_help("one id is one thing at the cloud: what is said of the one name would overwrite "
                                        "what is said of the other"));
  }

  void report_twice(const ast::Name& name, Span first) {
    context_.sink.report(diagnose(kind::StatementTwice, name.span, name.text)
                             .with_note(first, "it is written here first")
                             .with_help("all `target` blocks of one target count as one: keep one of them"));
  }

  const ast::Target& block_;
  const ir::TargetSpec& spec_;
  ir::TargetSettings& settings_;
  const Symbols& symbols_;
  Context& context_;
  std::map<std::string, std::string> owners_;  // of each bound id, the name that has it, in all blocks of the target
};

const ir::TargetSpec* spec_of(const ast::Name& name, Context& context) {
  const auto specs = context.options.targets;
  const auto found = std::find_if(specs.begin(), specs.end(), [&](const ir::TargetSpec& s) { return s.name == name.text; });
  if (found != specs.end()) return &*found;

  const auto known = names_of(specs, [](const ir::TargetSpec& s) { return s.name; });
  context.sink.report(diagnose(kind::UnknownTarget, name.span, name.text).with_help(known_help(name.text, known)));
  return nullptr;
}

ir::TargetSettings& settings_of(std::string_view target, ir::Policy& policy) {
  const auto found = std::find_if(policy.targets.begin(), policy.targets.end(),
                                  [&](const ir::TargetSettings& s) { return s.target == target; });
  if (found != policy.targets.end()) return *found;
  ir::TargetSettings fresh;
  fresh.target = target;
  policy.targets.push_back(std::move(fresh));
  return policy.targets.back();
}

}  // namespace

void lower_target_blocks(const ast::Policy& written, const Symbols& symbols, Context& context) {
  for (const ast::File& file : written.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* block = std::get_if<ast::Target>(&declaration);
      if (block == nullptr) continue;
      const ir::TargetSpec* spec = spec_of(block->name, context);
      if (spec == nullptr) continue;
      BlockLowering(*block, *spec, settings_of(spec->name, context.policy), symbols, context).run();
    }
  }
}

}  // namespace sgc::sema
