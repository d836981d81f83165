// SHA-256 in hexadecimal, for manifests and for names that must change with the content.
#pragma once

#include <string>
#include <string_view>

namespace sgc {

// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace sgc
