#include "sandbox/world/interface.h"

namespace eni::sandbox::world {

std::vector<vpc::Address> Interface::addresses() const {
  std::vector<vpc::Address> all{address};
  all.insert(all.end(), addresses6.begin(), addresses6.end());
  return all;
}

vpc::Cidr Interface::subnet_of(vpc::Family family) const {
  return family == vpc::Family::kIpv4 ? vpc::Cidr{subnet} : vpc::Cidr{subnet6};
}

}  // namespace eni::sandbox::world
