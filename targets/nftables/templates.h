// The fixed texts of nft files, built in from templates/.
#pragma once

#include <span>

#include "compiler/support/embedded_file.h"

namespace sgc {

std::span<const EmbeddedFile> nftables_templates();

}  // namespace sgc

namespace sgc::nftables {

// The text of one of them. Before: there is one of that name.
std::string_view template_text(std::string_view name);

}  // namespace sgc::nftables
