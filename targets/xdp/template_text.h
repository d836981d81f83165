// The fixed part of every XDP program, templates/xdp_filter.bpf.c, built in.
#pragma once

#include <span>

#include "compiler/support/embedded_file.h"

namespace sgc {

std::span<const EmbeddedFile> xdp_templates();

}  // namespace sgc
