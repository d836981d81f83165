// The names that every policy starts with: services after IANA's registry, and groups of IANA's
// special-purpose address registries. `sgc prelude` prints them.
#pragma once

#include <span>
#include <string_view>

#include "compiler/support/embedded_file.h"

namespace sgc {

// One file, services.sg, in the policy language.
std::span<const EmbeddedFile> prelude_files();

// Its text.
std::string_view prelude_text();

// The name under which diagnostics and rules show it.
constexpr std::string_view kPreludeName = "<prelude>";

}  // namespace sgc
