#include "compiler/ir/target_settings.h"

namespace sgc::ir {

std::string TargetSettings::text(std::string_view option, std::string_view otherwise) const {
  const auto found = options.find(option);
  return std::string(found == options.end() ? otherwise : std::get<std::string>(found->second.value));
}

std::int64_t TargetSettings::number(std::string_view option, std::int64_t otherwise) const {
  const auto found = options.find(option);
  return found == options.end() ? otherwise : std::get<std::int64_t>(found->second.value);
}

}  // namespace sgc::ir
