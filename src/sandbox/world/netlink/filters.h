#pragma once
/// What nf_tables is told of tables, chains, rules and sets. All belongs to one table, which packets of both families pass. A set of
/// addresses is one for each family to the kernel, by one name here. Values only.
/// Source: nft(8), linux/netfilter/nf_tables.h.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/world/netlink/batch.h"
#include "sandbox/world/netlink/links.h"
#include "vpc/address.h"

namespace eni::sandbox::world::netlink {

/// What becomes of a packet.
struct Verdict {
  std::int32_t code = 0;
  std::string chain;  ///< to jump to
};

Verdict accept_packet();
Verdict drop_packet();
Verdict return_from_chain();  ///< goes on behind the jump
Verdict jump_to(std::string chain);

/// The steps of a rule, each of which must hold for the next to be taken.
class FilterRule {
 public:
  FilterRule& is_of(vpc::Family family);
  FilterRule& is_answer();  ///< of a connection that was let through, or an error about it
  FilterRule& comes_in_by(std::string_view interface);  ///< its name, at most 15 bytes
  FilterRule& goes_out_by(std::string_view interface);
  FilterRule& has_protocol(std::uint8_t protocol);
  FilterRule& has_destination_port(std::uint16_t first, std::uint16_t last);
  FilterRule& has_icmp_type(std::uint8_t type);
  FilterRule& has_icmp_code(std::uint8_t code);
  enum class Address { kSource, kDestination };
  /// And of the block's family.
  FilterRule& is_in(Address address, const vpc::Cidr& block);
  /// A packet of that family, whose address is in the set.
  FilterRule& is_in_set(Address address, vpc::Family family, const std::string& set);
  /// Of that family; the packet's verdict is that of its address in the map, if it is there.
  FilterRule& verdict_of(Address address, vpc::Family family, const std::string& map);
  /// Comes in by an interface of the set, with any source.
  FilterRule& comes_in_by_one_of(const std::string& interfaces);
  /// Of that family, and comes in by an interface with a source that the set has together.
  FilterRule& comes_from_one_of(vpc::Family family, const std::string& sources);
  FilterRule& verdict(const Verdict& verdict);
  /// From here on its source is an address of the interface that it leaves by; in chains that translate alone.
  FilterRule& masquerade();

  /// Writes the steps as an attribute of the message that was begun.
  void write(Batch& batch) const;

 private:
  struct Step {
    const char* name;
    Batch data;
  };
  Batch& step(const char* name);
  void load(std::uint32_t base, std::uint32_t offset, std::uint32_t size, std::uint32_t to);
  void load_interface();
  void compare(std::uint32_t operation, std::string_view value);
  FilterRule& has_interface_name(std::uint32_t key, std::string_view interface);
  void load_address(Address address, vpc::Family family, std::uint32_t to);
  FilterRule& is_in_set_of(std::string_view set);

  std::vector<Step> steps_;
};

/// Where packets come by.
enum class Hook { kArrival, kForward, kOutput };

/// Changes of the table, all of them or none.
class FilterChanges {
 public:
  FilterChanges();
  FilterChanges& add_table();
  /// Packets that are forwarded pass it; those that no rule decides are dropped.
  FilterChanges& add_forward_chain(const std::string& chain);
  /// Packets pass it before those of a higher number, that of add_forward_chain() being 0; those that no rule drops go on to them.
  FilterChanges& add_early_chain(const std::string& chain, Hook hook, std::int32_t priority);
  FilterChanges& add_chain(const std::string& chain);  ///< one to jump to; no error if it is there
  FilterChanges& flush_chain(const std::string& chain);
  FilterChanges& delete_chain(const std::string& chain);
  FilterChanges& add_rule(const std::string& chain, const FilterRule& rule);
  /// Of both families.
  FilterChanges& add_address_set(const std::string& set);
  FilterChanges& add_verdict_map(const std::string& map);
  FilterChanges& delete_address_set(const std::string& set);
  FilterChanges& add_element(const std::string& set, const vpc::Address& address);
  FilterChanges& add_element(const std::string& map, const vpc::Address& address, const Verdict& verdict);
  FilterChanges& delete_element(const std::string& set, const vpc::Address& address);
  FilterChanges& add_interface_set(const std::string& set);
  FilterChanges& add_interface(const std::string& set, Index interface);
  FilterChanges& delete_interface(const std::string& set, Index interface);
  /// Of interfaces with addresses that packets may have as their source there; of both families.
  FilterChanges& add_source_set(const std::string& set);
  FilterChanges& add_source(const std::string& set, Index interface, const vpc::Address& address);
  FilterChanges& delete_source(const std::string& set, Index interface, const vpc::Address& address);
  /// Packets to addresses of the network's own pass the one, those that its own sockets send the other; what no rule decides goes on.
  FilterChanges& add_input_chain(const std::string& chain);
  FilterChanges& add_output_chain(const std::string& chain);
  /// To be sent whole.
  Batch finish();

 private:
  Batch& message(std::uint8_t type, std::uint16_t flags, std::string subject);
  FilterChanges& put_hooked_chain(const std::string& chain, std::uint32_t hook, std::int32_t priority,
                                  std::uint32_t policy);
  struct SetForm {
    std::uint32_t flags = 0;
    std::uint32_t key_type = 0;
    std::uint32_t key_size = 0;
  };
  struct Element {
    std::string set;
    std::string_view key;
    std::string name;  ///< for an error's text
    const Verdict* verdict = nullptr;
  };
  FilterChanges& put_set(const std::string& set, const SetForm& form);
  FilterChanges& put_address_sets(const std::string& set, std::uint32_t flags);
  FilterChanges& put_element(std::uint8_t type, const Element& element);

  Batch batch_;
  std::uint32_t sets_ = 0;
};

}  // namespace eni::sandbox::world::netlink
