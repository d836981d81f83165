// The names that every policy starts with: services after IANA's registry, and groups of IANA's special-purpose
// address registries. `sgc prelude` prints them.
#pragma once

#include <span>

#include "compiler/support/embedded_file.h"

namespace sgc {

// One file, services.sg, in the policy language.
std::span<const EmbeddedFile> prelude_files();

}  // namespace sgc
