// Which sgc this is.
#pragma once

#include <string_view>

namespace sgc::driver {

constexpr std::string_view kVersion = SGC_VERSION;  // given by the build: that of the project

}  // namespace sgc::driver
