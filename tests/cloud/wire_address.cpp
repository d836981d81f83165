#include "tests/cloud/wire_address.h"

#include <arpa/inet.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace sgc::cloud_test {
namespace {

[[noreturn]] void refuse(const std::string& text, const char* why) { throw std::runtime_error(text + ": " + why); }

u128 read_address(const std::string& text, Family family) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(family == Family::V4 ? AF_INET : AF_INET6, text.c_str(), bytes.data()) != 1) refuse(text, "no address");
  u128 address = 0;
  for (std::size_t i = 0; i < (family == Family::V4 ? 4U : 16U); ++i) address = (address << 8U) | bytes[i];
  return address;
}

unsigned read_number(const std::string& text, unsigned most) {
  char* end = nullptr;
  const unsigned long value = std::strtoul(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || text[0] < '0' || text[0] > '9' || value > most) refuse(text, "no number");
  return static_cast<unsigned>(value);
}

}  // namespace

WireRange read_cidr(const std::string& text, Family family) {
  const std::size_t slash = text.find('/');
  const unsigned bits = family == Family::V4 ? 32 : 128;
  const unsigned length = slash == std::string::npos ? bits : read_number(text.substr(slash + 1), bits);
  const u128 first = read_address(text.substr(0, slash), family);
  const u128 past = bits == length ? 0 : (~u128{0} >> (128U - (bits - length)));  // the bits after the prefix
  if ((first & past) != 0) refuse(text, "bits past the prefix");
  const u128 last = first | past;
  return {family, first, last};
}

WireRange read_member(const std::string& text) {
  const Family family = text.find(':') == std::string::npos ? Family::V4 : Family::V6;
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string::npos) return read_cidr(text, family);
  const WireRange range{family, read_address(text.substr(0, hyphen), family), read_address(text.substr(hyphen + 1), family)};
  if (range.last < range.first) refuse(text, "backwards");
  return range;
}

WirePorts read_ports(const std::string& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string::npos) {
    const unsigned port = read_number(text, 65535);
    return {port, port};
  }
  const WirePorts ports{read_number(text.substr(0, at), 65535), read_number(text.substr(at + 1), 65535)};
  if (ports.last < ports.first) refuse(text, "backwards");
  return ports;
}

}  // namespace sgc::cloud_test
