// The fixed texts of iptables files, from templates/iptables_*.
#pragma once

#include <span>
#include <string_view>

#include "compiler/support/embedded_file.h"

namespace sgc {

std::span<const EmbeddedFile> iptables_templates();

}  // namespace sgc

namespace sgc::iptables {

// The text of one of them. Before: there is one of that name.
std::string_view template_text(std::string_view name);

}  // namespace sgc::iptables
