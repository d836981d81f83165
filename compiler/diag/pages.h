// The pages of `sgc help CODE`, one file a code in explain/, built in.
#pragma once

#include <span>

#include "compiler/support/embedded_file.h"

namespace sgc {

// Sorted by name; names are "SGC1001.md".
std::span<const EmbeddedFile> diagnostic_pages();

}  // namespace sgc
