/** Where nobody's impact was asked for yet: the facilities that most papers of the library mention. */

import { linkTo } from "../address.ts";
import type { CountedLibrary } from "../api.ts";
import { type ImpactAddress, writtenImpactAddress } from "./impactAddress.ts";

const shown = 24;

export function MostMentioned({ library, address }: { library: CountedLibrary; address: ImpactAddress }) {
  const { facilities, papers } = library;
  const most = facilities[0]?.mentions ?? 1;
  if (facilities.length === 0)
    return (
      <p className="state">
        No paper here names one of the facilities that come with Almagest. Words can be counted too: choose “words”
        above.
      </p>
    );
  return (
    <table className="bars">
      <caption>
        The facilities that most papers mention; choose one, then another to compare. {facilities.length} are mentioned.
      </caption>
      <tbody>
        {facilities.slice(0, shown).map(({ name, mentions }) => (
          <tr key={name}>
            <th scope="row">
              <a {...linkTo(writtenImpactAddress({ ...address, of: [{ kind: "facility", written: name }] }))}>{name}</a>
            </th>
            <td className="track">
              <span className="bar-fill series0" style={{ width: `${(100 * mentions) / most}%` }} />
            </td>
            <td className="number">
              {mentions.toLocaleString("en-US")}{" "}
              <span className="faint">({((100 * mentions) / papers).toFixed(1)} %)</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
