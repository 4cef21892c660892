#include <arpa/inet.h>
#include <array>

#include "base/text.h"
#include "template/evaluator.h"
#include "template/value_functions.h"

namespace eni::tmpl {
namespace {

__extension__ using Address = unsigned __int128;

/// An IPv4 or IPv6 network; IPv4 addresses are the lowest 32 bits.
struct Block {
  Address address = 0;
  int prefix = 0;
  int width = 32;
};

std::optional<Block> parse_block(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto prefix = parse_integer(text.substr(slash + 1));
  const std::string address(text.substr(0, slash));
  Block block;
  block.width = address.find(':') == std::string::npos ? 32 : 128;
  std::array<unsigned char, 16> bytes{};
  const int family = block.width == 32 ? AF_INET : AF_INET6;
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
  if (!prefix || *prefix < 0 || *prefix > block.width) return std::nullopt;
  block.prefix = static_cast<int>(*prefix);
  for (int i = 0; i < block.width / 8; ++i)
    block.address = (block.address << 8U) | bytes[static_cast<std::size_t>(i)];
  const int host_bits = block.width - block.prefix;
  if (host_bits > 0) block.address = host_bits == 128 ? 0 : block.address >> host_bits << host_bits;
  return block;
}

std::string block_text(Address address, int prefix, int width) {
  std::array<unsigned char, 16> bytes{};
  for (int i = width / 8 - 1; i >= 0; --i, address >>= 8U)
    bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(address & 0xFFU);
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(width == 32 ? AF_INET : AF_INET6, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
  return std::string(text.data()) + "/" + std::to_string(prefix);
}

}  // namespace

/// [block, count, bits]: the first `count` networks within `block` that leave `bits` bits for hosts.
TemplateResult<Value> evaluate_cidr(Evaluator& evaluator, const Node& argument) {
  const std::string_view message = find_function("Fn::Cidr")->shape_error;
  ENI_TRY(const std::string block_argument, evaluator.text(argument.items[0], message));
  ENI_TRY(const std::string count_argument, evaluator.text(argument.items[1], message));
  ENI_TRY(const std::string bits_argument, evaluator.text(argument.items[2], message));
  if (block_argument.find(kKnownAfterApply) != std::string::npos) return Value(json::value(kKnownAfterApply));
  const auto block = parse_block(block_argument);
  if (!block)
    return TemplateError{"Template error: Fn::Cidr: " + block_argument + " is not a valid CIDR block",
                         argument.items[0].position};
  const auto count = parse_integer(count_argument);
  if (!count || *count < 1 || *count > 256)
    return TemplateError{"Template error: Fn::Cidr: the number of CIDRs must be between 1 and 256",
                         argument.items[1].position};
  const auto bits = parse_integer(bits_argument);
  if (!bits || *bits < 1 || *bits > block->width - block->prefix)
    return TemplateError{"Template error: Fn::Cidr: the subnet bits must be between 1 and " +
                             std::to_string(block->width - block->prefix),
                         argument.items[2].position};
  const int free_bits = block->width - block->prefix - static_cast<int>(*bits);
  if (free_bits < 9 && *count > (1 << free_bits))
    return TemplateError{"Template error: Fn::Cidr: " + block_argument + " does not hold " + count_argument +
                             " networks of " + bits_argument + " bits",
                         argument.position};
  json::array list;
  const Address step = *bits < 128 ? static_cast<Address>(1) << *bits : 0;
  for (long long i = 0; i < *count; ++i) {
    const Address address = block->address + static_cast<Address>(i) * step;
    list.push_back(json::string(block_text(address, block->width - static_cast<int>(*bits), block->width)));
  }
  return Value(json::value(std::move(list)));
}

}  // namespace eni::tmpl
