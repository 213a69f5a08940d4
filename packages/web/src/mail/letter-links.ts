import type { About } from './about.ts';
import type { LetterLink } from './letter.ts';

export function linkUntil({ text, until }: About): string {
  return text['mail.link-until']({ until: until() });
}

export function logIn({ text, to }: About): LetterLink {
  return { button: text['mail.log-in'], href: to('/login') };
}

export function newPassword({ text, to }: About): LetterLink {
  return { button: text['mail.new-password'], href: to('/forgot') };
}

export function sessions({ text, to }: About): LetterLink {
  return { button: text['mail.see-sessions'], href: to('/account/sessions') };
}

export function account({ text, to }: About): LetterLink {
  return { button: text['mail.see-account'], href: to('/account') };
}

export function security({ text, to }: About): LetterLink {
  return { button: text['mail.see-security'], href: to('/account/security') };
}

export function withoutButton({ href }: LetterLink): LetterLink {
  return { href };
}
