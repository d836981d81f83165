// Ids that only exist once a plan runs. A plan names them by a placeholder, "@sgc:backend@", in every request that
// needs them; whoever applies the plan replaces it, everywhere, by the id that the creating call answered. The text
// cannot come from anywhere else: '@' is in no id and in no name of a policy, and free text is cleared of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sgc::targets::cloud {

// "@sgc:NAME@", or "@sgc:NAME.PART@" for one of several objects that belong to NAME. NAME is a name of the policy;
// PART is letters, digits, '_' and '-'.
std::string placeholder(std::string_view name, std::string_view part = {});

// The placeholders in a text, in order, repetitions included.
std::vector<std::string_view> placeholders_in(std::string_view text);

// The same text without anything that could be taken for a placeholder.
std::string without_placeholders(std::string_view text);

}  // namespace sgc::targets::cloud
